package eigensweep.tensor;

import eigensweep.simd.Kernels;
import eigensweep.simd.Kernels.Groups;

/// Blocks whose elements are linear in codes of 8 or 4 bits. Of the halves of bytes the lower come first.
final class LinearBlocks {

    /// Bytes of the scales and minima of a block of Q4_K or Q5_K.
    static final int SCALES = 12;

    /// Added, it changes nothing, not even the sign of a zero.
    private static final float NOTHING = -0f;

    private LinearBlocks() {}

    /// `d`, 32 signed bytes: `d * q`.
    static void q8_0(byte[] blocks, int count, Kernels kernels, float[] linear, float[] values) {
        for (int block = 0; block < count; block++) {
            linear[block] = BlockCode.half(blocks, 34 * block);
        }
        kernels.bytesToF32(blocks, new Groups(2, 34, 32, count), linear, values);
    }

    /// `d`, 16 bytes of codes: `d * (q - 8)`.
    static void q4_0(byte[] blocks, int count, Kernels kernels, float[] linear, float[] values) {
        for (int block = 0; block < count; block++) {
            float d = BlockCode.half(blocks, 18 * block);
            put(linear, 2 * block, d, NOTHING);
            put(linear, 2 * block + 1, d, NOTHING);
        }
        kernels.nibblesToF32(blocks, new Groups(2, 18, 16, count), 8, linear, values, 0);
    }

    /// `d`, `m`, 16 bytes of codes: `d * q + m`.
    static void q4_1(byte[] blocks, int count, Kernels kernels, float[] linear, float[] values) {
        for (int block = 0; block < count; block++) {
            float d = BlockCode.half(blocks, 20 * block);
            float m = BlockCode.half(blocks, 20 * block + 2);
            put(linear, 2 * block, d, m);
            put(linear, 2 * block + 1, d, m);
        }
        kernels.nibblesToF32(blocks, new Groups(4, 20, 16, count), 0, linear, values, 0);
    }

    /// `d`, `m`, scales `s` and minima `t` of eight parts of 32 elements, four times 32 bytes of codes:
    /// `d * s * q - m * t`.
    static void q4_K(byte[] blocks, int count, Kernels kernels, float[] linear, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 144 * block;
            float d = BlockCode.half(blocks, at);
            float m = BlockCode.half(blocks, at + 2);
            for (int part = 0; part < 8; part++) {
                put(linear, part, d * scale(blocks, at + 4, part), -(m * minimum(blocks, at + 4, part)));
            }
            Groups pairsOfParts = new Groups(at + 4 + SCALES, 32, 32, 4);
            kernels.nibblesToF32(blocks, pairsOfParts, 0, linear, values, 256 * block);
        }
    }

    private static void put(float[] linear, int part, float scale, float offset) {
        linear[2 * part] = scale;
        linear[2 * part + 1] = offset;
    }

    /// Of Q4_K and Q5_K: 6 bits, whose upper two lie above a number of the first four for the last four.
    static int scale(byte[] blocks, int scales, int part) {
        return part < 4
                ? blocks[scales + part] & 63
                : blocks[scales + part + 4] & 15 | blocks[scales + part - 4] >> 2 & 48;
    }

    /// Likewise.
    static int minimum(byte[] blocks, int scales, int part) {
        return part < 4
                ? blocks[scales + part + 4] & 63
                : blocks[scales + part + 4] >> 4 & 15 | blocks[scales + part] >> 2 & 48;
    }
}
