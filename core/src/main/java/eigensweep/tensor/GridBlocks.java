package eigensweep.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The blocks of 256 elements of the "IQ" types, whose codes are places in a table of vectors of 4 or 8
/// values `g`: points of a lattice, chosen by ggml. The tables are ggml's, packed as the package `gguf` has
/// them.
final class GridBlocks {

    private static final int[] OF_IQ2 = {8, 25, 43};
    private static final int[] OF_IQ3_XXS = {4, 12, 20, 28, 36, 44, 52, 62};
    private static final int[] OF_IQ3_S = {1, 3, 5, 7, 9, 11, 13, 15};
    private static final int[] OF_IQ1 = {-1, 0, 1};

    private static final float IQ1_DELTA = 0.125f;

    private static final byte[] IQ2_XXS;
    private static final byte[] IQ2_XS;
    private static final byte[] IQ2_S;
    private static final byte[] IQ3_XXS;
    private static final byte[] IQ3_S;
    private static final byte[] IQ1;

    static {
        try (InputStream packed =
                Objects.requireNonNull(GridBlocks.class.getResourceAsStream("ggml-grids.bin"), "ggml-grids.bin")) {
            IQ2_XXS = unpacked(packed.readNBytes(512), 2, OF_IQ2);
            IQ2_XS = unpacked(packed.readNBytes(1024), 2, OF_IQ2);
            IQ2_S = unpacked(packed.readNBytes(2048), 2, OF_IQ2);
            IQ3_XXS = unpacked(packed.readNBytes(512), 4, OF_IQ3_XXS);
            IQ3_S = unpacked(packed.readNBytes(1024), 4, OF_IQ3_S);
            IQ1 = unpacked(packed.readNBytes(4096), 2, OF_IQ1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GridBlocks() {}

    /// @param bits of the place of a value in `values`; of those in a byte the lowest come first
    private static byte[] unpacked(byte[] packed, int bits, int[] values) {
        int inByte = 8 / bits;
        byte[] unpacked = new byte[packed.length * inByte];
        for (int i = 0; i < unpacked.length; i++) {
            unpacked[i] = (byte) values[packed[i / inByte] >> bits * (i % inByte) & (1 << bits) - 1];
        }
        return unpacked;
    }

    /// `d`; of eight parts: four places of a byte, then 32 bits, four times 7 of signs and 4 of scale `s`:
    /// `d * (s + 1/2) / 4 * g`.
    static void iq2_XXS(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 66 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 32; i++) {
                int place = blocks[at + 2 + i / 4 * 8 + i % 4] & 255;
                int bits = BlockCode.bits32(blocks, at + 2 + i / 4 * 8 + 4);
                float scale = d * (0.5f + (bits >>> 28)) * 0.25f;
                signed(IQ2_XXS, place, 8, scale, signs(bits >> 7 * (i % 4)), values, 256 * block + 8 * i);
            }
        }
    }

    /// `d`; 32 times 16 bits, 9 of place and 7 of signs; scales `s` of 16 parts in 4 bits: `d * (s + 1/2) / 4
    /// * g`.
    static void iq2_XS(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 74 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 32; i++) {
                int bits = BlockCode.u16(blocks, at + 2 + 2 * i);
                float scale = d * (0.5f + nibble(blocks, at + 66, i / 2)) * 0.25f;
                signed(IQ2_XS, bits & 511, 8, scale, signs(bits >> 9), values, 256 * block + 8 * i);
            }
        }
    }

    /// `d`; the lower 8 bits of 32 places; 32 bytes of signs; the upper 2 bits of the places; scales `s` of
    /// 16 parts in 4 bits: `d * (s + 1/2) / 4 * g`.
    static void iq2_S(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 82 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 32; i++) {
                int upper = blocks[at + 66 + i / 4] >> 2 * (i % 4) & 3;
                int place = blocks[at + 2 + i] & 255 | upper << 8;
                float scale = d * (0.5f + nibble(blocks, at + 74, i / 2)) * 0.25f;
                signed(IQ2_S, place, 8, scale, blocks[at + 34 + i], values, 256 * block + 8 * i);
            }
        }
    }

    /// `d`; 64 places of vectors of 4; of eight parts 32 bits, four times 7 of signs and 4 of scale `s`:
    /// `d * (s + 1/2) / 2 * g`.
    static void iq3_XXS(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 98 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 64; i++) {
                int bits = BlockCode.bits32(blocks, at + 66 + i / 8 * 4);
                float scale = d * (0.5f + (bits >>> 28)) * 0.5f;
                int signs = signs(bits >> 7 * (i / 2 % 4)) >> 4 * (i % 2);
                signed(IQ3_XXS, blocks[at + 2 + i] & 255, 4, scale, signs, values, 256 * block + 4 * i);
            }
        }
    }

    /// `d`; the lower 8 bits of 64 places of vectors of 4; their ninth bits; 32 bytes of signs; scales `s` of
    /// eight parts in 4 bits: `d * (1 + 2 s) * g`.
    static void iq3_S(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 110 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 64; i++) {
                int place = blocks[at + 2 + i] & 255 | (blocks[at + 66 + i / 8] >> i % 8 & 1) << 8;
                float scale = d * (1 + 2 * nibble(blocks, at + 106, i / 8));
                int signs = blocks[at + 74 + i / 2] >> 4 * (i % 2);
                signed(IQ3_S, place, 4, scale, signs, values, 256 * block + 4 * i);
            }
        }
    }

    /// `d`; the lower 8 bits of 32 places; of eight parts 16 bits, four times the upper 3 of a place, 3 of
    /// scale `s` and a sign: `d * (1 + 2 s) * (g +- 1/8)`.
    static void iq1_S(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 50 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 32; i++) {
                int bits = BlockCode.u16(blocks, at + 34 + i / 4 * 2);
                int place = blocks[at + 2 + i] & 255 | (bits >> 3 * (i % 4) & 7) << 8;
                float scale = d * (1 + 2 * (bits >> 12 & 7));
                shifted(place, scale, (bits & 0x8000) == 0, values, 256 * block + 8 * i);
            }
        }
    }

    /// The lower 8 bits of 32 places; their upper 3 and a sign in 4 bits; four times 16 bits, the lower 12 of
    /// them the scales `s` of 16 parts, the upper 4 those of `d`: `d * (1 + 2 s) * (g +- 1/8)`.
    static void iq1_M(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 56 * block;
            int bitsOfD = 0;
            for (int k = 0; k < 4; k++) {
                bitsOfD |= (BlockCode.u16(blocks, at + 48 + 2 * k) >> 12) << 4 * k;
            }
            float d = Float.float16ToFloat((short) bitsOfD);
            for (int i = 0; i < 32; i++) {
                int upper = nibble(blocks, at + 32, i);
                int place = blocks[at + i] & 255 | (upper & 7) << 8;
                int part = i / 2;
                float scale = d * (1 + 2 * (BlockCode.u16(blocks, at + 48 + part / 4 * 2) >> 3 * (part % 4) & 7));
                shifted(place, scale, (upper & 8) == 0, values, 256 * block + 8 * i);
            }
        }
    }

    private static int nibble(byte[] blocks, int at, int index) {
        return blocks[at + index / 2] >> 4 * (index % 2) & 15;
    }

    /// Eight signs of seven bits: there are always an even number of minus signs.
    private static int signs(int bits) {
        int seven = bits & 127;
        return seven | (Integer.bitCount(seven) & 1) << 7;
    }

    private static void signed(byte[] grid, int place, int n, float scale, int signs, float[] values, int to) {
        for (int j = 0; j < n; j++) {
            float magnitude = scale * grid[place * n + j];
            values[to + j] = (signs >> j & 1) == 0 ? magnitude : -magnitude;
        }
    }

    private static void shifted(int place, float scale, boolean up, float[] values, int to) {
        float delta = up ? IQ1_DELTA : -IQ1_DELTA;
        for (int j = 0; j < 8; j++) {
            values[to + j] = scale * (IQ1[8 * place + j] + delta);
        }
    }
}
