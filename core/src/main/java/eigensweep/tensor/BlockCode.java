package eigensweep.tensor;

import eigensweep.simd.Kernels;
import java.util.EnumMap;
import java.util.Map;

/// What the blocks of a type stand for. Every element is the float32 number that `gguf.quants.dequantize` of
/// the Python package `gguf` 0.19 gives, to the last bit (products and sums rounded in its order).
///
/// The formats are those of ggml (ggml-common.h and ggml-quants.c have the layouts and, as code, the
/// meaning). In what follows `d` and `m` are a block's scale and minimum, of float16 where nothing else is
/// said, and `q` the code of an element.
@FunctionalInterface
interface BlockCode {

    /// Scale and offset of each of the most parts that a [linear][LinearBlocks] block has.
    int SPARE = 16;

    /// Decodes blocks to the first elements of an array.
    ///
    /// @param blocks the first `count` blocks of it are meant
    /// @param spare [#SPARE] elements for each block, for whatever is needed
    void decode(byte[] blocks, int count, Kernels kernels, float[] spare, float[] values);

    /// The code of a type of blocks.
    static BlockCode of(DType dtype) {
        BlockCode code = ByType.CODES.get(dtype);
        if (code == null) {
            throw new IllegalArgumentException(dtype + " has no blocks");
        }
        return code;
    }

    /// The same without kernels.
    @FunctionalInterface
    interface Plain {
        void decode(byte[] blocks, int count, float[] values);
    }

    /// Found once.
    final class ByType {

        private static final Map<DType, BlockCode> CODES = codes();

        private ByType() {}

        private static Map<DType, BlockCode> codes() {
            Map<DType, BlockCode> codes = new EnumMap<>(DType.class);
            codes.put(DType.Q8_0, LinearBlocks::q8_0);
            codes.put(DType.Q4_0, LinearBlocks::q4_0);
            codes.put(DType.Q4_1, LinearBlocks::q4_1);
            codes.put(DType.Q4_K, LinearBlocks::q4_K);
            Map<DType, Plain> plain = new EnumMap<>(DType.class);
            plain.put(DType.Q1_0, PlainBlocks::q1_0);
            plain.put(DType.Q2_0, PlainBlocks::q2_0);
            plain.put(DType.Q5_0, PlainBlocks::q5_0);
            plain.put(DType.Q5_1, PlainBlocks::q5_1);
            plain.put(DType.TQ1_0, PlainBlocks::tq1_0);
            plain.put(DType.TQ2_0, PlainBlocks::tq2_0);
            plain.put(DType.IQ4_NL, TableBlocks::iq4_NL);
            plain.put(DType.IQ4_XS, TableBlocks::iq4_XS);
            plain.put(DType.MXFP4, TableBlocks::mxfp4);
            plain.put(DType.NVFP4, TableBlocks::nvfp4);
            plain.put(DType.Q2_K, SuperBlocks::q2_K);
            plain.put(DType.Q3_K, SuperBlocks::q3_K);
            plain.put(DType.Q5_K, SuperBlocks::q5_K);
            plain.put(DType.Q6_K, SuperBlocks::q6_K);
            plain.put(DType.IQ1_S, GridBlocks::iq1_S);
            plain.put(DType.IQ1_M, GridBlocks::iq1_M);
            plain.put(DType.IQ2_XXS, GridBlocks::iq2_XXS);
            plain.put(DType.IQ2_XS, GridBlocks::iq2_XS);
            plain.put(DType.IQ2_S, GridBlocks::iq2_S);
            plain.put(DType.IQ3_XXS, GridBlocks::iq3_XXS);
            plain.put(DType.IQ3_S, GridBlocks::iq3_S);
            plain.forEach((dtype, code) ->
                    codes.put(dtype, (blocks, count, kernels, spare, values) -> code.decode(blocks, count, values)));
            return codes;
        }
    }

    /// The float16 number at a byte.
    static float half(byte[] bytes, int at) {
        return Float.float16ToFloat((short) u16(bytes, at));
    }

    /// The unsigned 16-bit number at a byte.
    static int u16(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    /// The 32 bits at a byte.
    static int bits32(byte[] bytes, int at) {
        return u16(bytes, at) | u16(bytes, at + 2) << 16;
    }
}
