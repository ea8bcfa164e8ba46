package eigensweep.tensor;

/// Blocks of one scale `d`, and at most one minimum `m`, for all their elements.
final class PlainBlocks {

    /// `3^k` for the digits of a number in base 3, from its first on.
    private static final int[] POWERS = {1, 3, 9, 27, 81};

    private PlainBlocks() {}

    /// `d`, 128 bits: `d` where one is set, else `-d`.
    static void q1_0(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 18 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 128; i++) {
                values[128 * block + i] = (blocks[at + 2 + i / 8] >> i % 8 & 1) == 1 ? d : -d;
            }
        }
    }

    /// `d`, 64 codes of 2 bits, four neighbours in a byte: `d * (q - 1)`.
    static void q2_0(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 18 * block;
            float d = BlockCode.half(blocks, at);
            for (int i = 0; i < 64; i++) {
                values[64 * block + i] = d * ((blocks[at + 2 + i / 4] >> 2 * (i % 4) & 3) - 1);
            }
        }
    }

    /// `d`, the fifth bits of 32 codes, their lower four in 16 bytes: `d * (q - 16)`.
    static void q5_0(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 22 * block;
            float d = BlockCode.half(blocks, at);
            int fifth = BlockCode.bits32(blocks, at + 2);
            for (int i = 0; i < 16; i++) {
                int pair = blocks[at + 6 + i];
                values[32 * block + i] = d * ((pair & 15 | (fifth >> i & 1) << 4) - 16);
                values[32 * block + 16 + i] = d * ((pair >> 4 & 15 | (fifth >> 16 + i & 1) << 4) - 16);
            }
        }
    }

    /// `d`, `m`, the fifth bits of 32 codes, their lower four in 16 bytes: `d * q + m`.
    static void q5_1(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 24 * block;
            float d = BlockCode.half(blocks, at);
            float m = BlockCode.half(blocks, at + 2);
            int fifth = BlockCode.bits32(blocks, at + 4);
            for (int i = 0; i < 16; i++) {
                int pair = blocks[at + 8 + i];
                values[32 * block + i] = d * (pair & 15 | (fifth >> i & 1) << 4) + m;
                values[32 * block + 16 + i] = d * (pair >> 4 & 15 | (fifth >> 16 + i & 1) << 4) + m;
            }
        }
    }

    /// Bytes of five digits of base 3, or four in the last 4 of 52, and `d`: `d * (digit - 1)`. A byte is its
    /// digits' number as a fraction of 243, in 256ths: multiplied by `3^k`, its top digit is digit `k`.
    static void tq1_0(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 54 * block;
            float d = BlockCode.half(blocks, at + 52);
            digits(blocks, at, 32, 5, d, values, 256 * block);
            digits(blocks, at + 32, 16, 5, d, values, 256 * block + 160);
            digits(blocks, at + 48, 4, 4, d, values, 256 * block + 240);
        }
    }

    private static void digits(byte[] blocks, int at, int bytes, int digits, float d, float[] values, int to) {
        for (int k = 0; k < digits; k++) {
            for (int i = 0; i < bytes; i++) {
                int digit = (blocks[at + i] * POWERS[k] & 255) * 3 >> 8;
                values[to + bytes * k + i] = d * (digit - 1);
            }
        }
    }

    /// Twice 32 bytes of codes of 2 bits, and `d`: `d * (q - 1)`. Of a byte's codes the lowest is of the
    /// first 32 elements.
    static void tq2_0(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 66 * block;
            float d = BlockCode.half(blocks, at + 64);
            for (int i = 0; i < 256; i++) {
                int q = blocks[at + i / 128 * 32 + i % 32] >> i % 128 / 32 * 2 & 3;
                values[256 * block + i] = d * (q - 1);
            }
        }
    }
}
