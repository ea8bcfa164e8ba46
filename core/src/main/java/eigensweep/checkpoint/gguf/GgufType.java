package eigensweep.checkpoint.gguf;

import eigensweep.tensor.DType;
import java.util.Map;

/// An element type of ggml (`enum ggml_type` in ggml.h).
///
/// @param name as ggml has it
/// @param dtype [DType#OTHER] for one that cannot be read: it was given up, or holds intermediate results
record GgufType(String name, DType dtype) {

    private static final Map<Long, DType> KNOWN = Map.ofEntries(
            Map.entry(0L, DType.F32),
            Map.entry(1L, DType.F16),
            Map.entry(2L, DType.Q4_0),
            Map.entry(3L, DType.Q4_1),
            Map.entry(6L, DType.Q5_0),
            Map.entry(7L, DType.Q5_1),
            Map.entry(8L, DType.Q8_0),
            Map.entry(10L, DType.Q2_K),
            Map.entry(11L, DType.Q3_K),
            Map.entry(12L, DType.Q4_K),
            Map.entry(13L, DType.Q5_K),
            Map.entry(14L, DType.Q6_K),
            Map.entry(16L, DType.IQ2_XXS),
            Map.entry(17L, DType.IQ2_XS),
            Map.entry(18L, DType.IQ3_XXS),
            Map.entry(19L, DType.IQ1_S),
            Map.entry(20L, DType.IQ4_NL),
            Map.entry(21L, DType.IQ3_S),
            Map.entry(22L, DType.IQ2_S),
            Map.entry(23L, DType.IQ4_XS),
            Map.entry(24L, DType.I8),
            Map.entry(25L, DType.I16),
            Map.entry(26L, DType.I32),
            Map.entry(27L, DType.I64),
            Map.entry(28L, DType.F64),
            Map.entry(29L, DType.IQ1_M),
            Map.entry(30L, DType.BF16),
            Map.entry(34L, DType.TQ1_0),
            Map.entry(35L, DType.TQ2_0),
            Map.entry(39L, DType.MXFP4),
            Map.entry(40L, DType.NVFP4),
            Map.entry(41L, DType.Q1_0),
            Map.entry(42L, DType.Q2_0));

    private static final Map<Long, String> OTHERS = Map.ofEntries(
            Map.entry(4L, "Q4_2"),
            Map.entry(5L, "Q4_3"),
            Map.entry(9L, "Q8_1"),
            Map.entry(15L, "Q8_K"),
            Map.entry(31L, "Q4_0_4_4"),
            Map.entry(32L, "Q4_0_4_8"),
            Map.entry(33L, "Q4_0_8_8"),
            Map.entry(36L, "IQ4_NL_4_4"),
            Map.entry(37L, "IQ4_NL_4_8"),
            Map.entry(38L, "IQ4_NL_8_8"));

    /// The type of a number.
    static GgufType of(long number) {
        DType dtype = KNOWN.get(number);
        return dtype == null
                ? new GgufType(OTHERS.getOrDefault(number, "number " + number), DType.OTHER)
                : new GgufType(dtype.name(), dtype);
    }
}
