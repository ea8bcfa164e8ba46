package eigensweep.tensor;

/// Blocks whose codes of 4 bits are places in a table of 16 values `t`.
final class TableBlocks {

    /// Spaced like the quantiles of weights rather than evenly.
    private static final int[] NON_LINEAR = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /// Twice the numbers of E2M1 (OCP Microscaling Formats 1.0, 5.3.3), without a negative zero.
    private static final int[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private TableBlocks() {}

    /// `d`, 16 bytes of codes: `d * t[q]`.
    static void iq4_NL(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 18 * block;
            look(blocks, at + 2, 16, BlockCode.half(blocks, at), NON_LINEAR, values, 32 * block);
        }
    }

    /// `d`, the upper 2 and then the lower 4 bits of the scales `s` of eight parts, 16 bytes of codes for
    /// each: `d * (s - 32) * t[q]`.
    static void iq4_XS(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 136 * block;
            float d = BlockCode.half(blocks, at);
            int upper = BlockCode.u16(blocks, at + 2);
            for (int part = 0; part < 8; part++) {
                int lower = blocks[at + 4 + part / 2] >> 4 * (part % 2) & 15;
                float scale = d * ((lower | (upper >> 2 * part & 3) << 4) - 32);
                look(blocks, at + 8 + 16 * part, 16, scale, NON_LINEAR, values, 256 * block + 32 * part);
            }
        }
    }

    /// An exponent, 16 bytes of codes: `2^(e - 128) * t[q]`.
    static void mxfp4(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 17 * block;
            float d = Math.scalb(1f, (blocks[at] & 255) - 128);
            look(blocks, at + 1, 16, d, E2M1, values, 32 * block);
        }
    }

    /// The scales of four parts, 8 bytes of codes for each: `s * t[q]`.
    static void nvfp4(byte[] blocks, int count, float[] values) {
        for (int block = 0; block < count; block++) {
            int at = 36 * block;
            for (int part = 0; part < 4; part++) {
                float scale = halfOfE4m3(blocks[at + part]);
                look(blocks, at + 4 + 8 * part, 8, scale, E2M1, values, 64 * block + 16 * part);
            }
        }
    }

    /// Half of an 8-bit number of 4 bits of exponent, whose sign is not looked at; 0 for code 127.
    private static float halfOfE4m3(byte code) {
        int exponent = code >> 3 & 15;
        int mantissa = code & 7;
        if (code == 127) {
            return 0;
        }
        return exponent == 0 ? Math.scalb((float) mantissa, -10) : Math.scalb(8f + mantissa, exponent - 11);
    }

    /// Codes in lower halves come first.
    private static void look(byte[] blocks, int at, int n, float scale, int[] table, float[] values, int to) {
        for (int i = 0; i < n; i++) {
            int pair = blocks[at + i];
            values[to + i] = scale * table[pair & 15];
            values[to + n + i] = scale * table[pair >> 4 & 15];
        }
    }
}
