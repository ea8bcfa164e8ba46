package eigensweep.tensor;

/// The blocks of 256 elements of the "K" types: parts with scales of their own, which are codes, too. Q4_K is
/// among the [LinearBlocks].
final class SuperBlocks {

    private SuperBlocks() {}

    /// Of 16 parts: scale `s` and minimum `t` in a byte; twice 32 bytes of codes of 2 bits; `d`, `m`:
    /// `d * s * q - m * t`.
    static void q2_K(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 84 * block;
            float d = BlockCode.half(blocks, at + 80);
            float m = BlockCode.half(blocks, at + 82);
            for (int part = 0; part < 16; part++) {
                float scale = d * (blocks[at + part] & 15);
                float minimum = m * (blocks[at + part] >> 4 & 15);
                int codes = at + 16 + pairs(part);
                int shift = pairShift(part);
                int to = 256 * block + 16 * part;
                for (int i = 0; i < 16; i++) {
                    values[to + i] = scale * (blocks[codes + i] >> shift & 3) - minimum;
                }
            }
        }
    }

    /// 32 bytes of the codes' third bits, inverted; twice 32 bytes of their lower two; the scales `s` of 16
    /// parts in 12 bytes; `d`: `d * (s - 32) * (q - 4)`.
    static void q3_K(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 110 * block;
            float d = BlockCode.half(blocks, at + 108);
            for (int part = 0; part < 16; part++) {
                int lower = blocks[at + 96 + part % 8] >> part / 8 * 4 & 15;
                int upper = blocks[at + 104 + part % 4] >> part / 4 * 2 & 3;
                float scale = d * ((lower | upper << 4) - 32);
                int thirds = at + part % 2 * 16;
                int codes = at + 32 + pairs(part);
                int shift = pairShift(part);
                int to = 256 * block + 16 * part;
                for (int i = 0; i < 16; i++) {
                    int third = blocks[thirds + i] >> part / 2 & 1;
                    values[to + i] = scale * ((blocks[codes + i] >> shift & 3 | third << 2) - 4);
                }
            }
        }
    }

    /// Like Q4_K ([LinearBlocks#q4_K]), with 32 bytes of the codes' fifth bits before the codes.
    static void q5_K(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 176 * block;
            float d = BlockCode.half(blocks, at);
            float m = BlockCode.half(blocks, at + 2);
            int fifths = at + 4 + LinearBlocks.SCALES;
            for (int part = 0; part < 8; part++) {
                float scale = d * LinearBlocks.scale(blocks, at + 4, part);
                float minimum = m * LinearBlocks.minimum(blocks, at + 4, part);
                int codes = fifths + 32 + part / 2 * 32;
                int shift = part % 2 * 4;
                int to = 256 * block + 32 * part;
                for (int i = 0; i < 32; i++) {
                    int q = blocks[codes + i] >> shift & 15 | (blocks[fifths + i] >> part & 1) << 4;
                    values[to + i] = scale * q - minimum;
                }
            }
        }
    }

    /// Twice 64 bytes of the codes' lower four bits; twice 32 bytes of their upper two; the scales `s` of 16
    /// parts, signed bytes; `d`: `d * s * (q - 32)`.
    static void q6_K(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 210 * block;
            float d = BlockCode.half(blocks, at + 208);
            for (int part = 0; part < 16; part++) {
                float scale = d * blocks[at + 192 + part];
                int lower = at + part / 8 * 64 + part % 4 * 16;
                int lowerShift = part % 8 / 4 * 4;
                int upper = at + 128 + pairs(part);
                int upperShift = pairShift(part);
                int to = 256 * block + 16 * part;
                for (int i = 0; i < 16; i++) {
                    int q = blocks[lower + i] >> lowerShift & 15 | (blocks[upper + i] >> upperShift & 3) << 4;
                    values[to + i] = scale * (q - 32);
                }
            }
        }
    }

    /// Where pairs of bits of a part of 16 elements begin: 32 bytes hold those of 128 elements.
    private static int pairs(int part) {
        return part / 8 * 32 + part % 2 * 16;
    }

    /// Which of a byte's four pairs is a part's: the lowest is of the first 32 elements.
    private static int pairShift(int part) {
        return part % 8 / 2 * 2;
    }
}
