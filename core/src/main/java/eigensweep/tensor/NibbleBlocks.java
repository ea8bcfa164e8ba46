package eigensweep.tensor;

import eigensweep.simd.Kernels;
import eigensweep.simd.Kernels.Nibbles;
import java.lang.foreign.MemorySegment;

/// Blocks whose codes are halves of bytes and whose elements are linear in them. Those in lower halves come
/// first.
final class NibbleBlocks {

    /// Bytes of the scales and minima of a block of Q4_K or Q5_K.
    static final int SCALES = 12;

    /// Added, it changes nothing, not even the sign of a zero.
    private static final float NOTHING = -0f;

    private NibbleBlocks() {}

    /// `d`, 16 bytes of codes: `d * (q - 8)`.
    static void q4_0(byte[] blocks, int count, double[] room, Kernels kernels, MemorySegment dst, long dstByte) {
        for (int block = 0; block < count; block++) {
            int at = 18 * block;
            float d = BlockCode.half(blocks, at);
            kernels.nibblesToF64(
                    blocks, at + 2, 16, new Nibbles(8, d, NOTHING, d, NOTHING), dst, dstByte + 256L * block);
        }
    }

    /// `d`, `m`, 16 bytes of codes: `d * q + m`.
    static void q4_1(byte[] blocks, int count, double[] room, Kernels kernels, MemorySegment dst, long dstByte) {
        for (int block = 0; block < count; block++) {
            int at = 20 * block;
            float d = BlockCode.half(blocks, at);
            float m = BlockCode.half(blocks, at + 2);
            kernels.nibblesToF64(blocks, at + 4, 16, new Nibbles(0, d, m, d, m), dst, dstByte + 256L * block);
        }
    }

    /// `d`, `m`, scales `s` and minima `t` of eight parts of 32 elements, four times 32 bytes of codes:
    /// `d * s * q - m * t`.
    static void q4_K(byte[] blocks, int count, double[] room, Kernels kernels, MemorySegment dst, long dstByte) {
        for (int block = 0; block < count; block++) {
            int at = 144 * block;
            float d = BlockCode.half(blocks, at);
            float m = BlockCode.half(blocks, at + 2);
            for (int part = 0; part < 8; part += 2) {
                Nibbles linear = new Nibbles(
                        0,
                        d * scale(blocks, at + 4, part),
                        -(m * minimum(blocks, at + 4, part)),
                        d * scale(blocks, at + 4, part + 1),
                        -(m * minimum(blocks, at + 4, part + 1)));
                long to = dstByte + 2048L * block + 256L * part;
                kernels.nibblesToF64(blocks, at + 4 + SCALES + 16 * part, 32, linear, dst, to);
            }
        }
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
