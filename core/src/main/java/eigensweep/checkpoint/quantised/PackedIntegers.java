package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.parts.Parts;
import eigensweep.checkpoint.parts.Sums;
import eigensweep.tensor.DType;
import eigensweep.tensor.Packing;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes weights of codes of a few bits that are packed into integers of 32. In each scheme element `(i, j)` is
///
/// - GPTQ: `(code - zero point) * scale` of its group of inputs, which `g_idx` names where it is there. Codes are
///   packed along inputs, zero points along outputs, less one but in the format `gptq_v2`;
/// - AWQ ("gemm"): the same; codes and zero points are packed along outputs, of eight the even ones first;
/// - compressed-tensors, `pack-quantized`: `(code - zero point) * scale`, with `2^(bits - 1)` where there is no zero
///   point. Codes are packed along inputs, zero points along outputs;
/// - MLX: see [MlxWeights].
final class PackedIntegers {

    private static final int WORD = Integer.SIZE;
    private static final String FORMAT_2 = "gptq_v2";
    private static final Packing AWQ = new Packing(4, new int[] {0, 16, 4, 20, 8, 24, 12, 28}, 1, WORD);

    private final QuantisedParts quantised;
    private final Parts parts;
    private final ModelConfig config;

    PackedIntegers(QuantisedParts quantised) {
        this.quantised = quantised;
        this.parts = quantised.parts();
        this.config = quantised.config();
    }

    /// Puts a weight in the place of its codes, if they are of a scheme that is known.
    void make(Tensor codes) {
        if (!ScaleGrid.isRowMajor(codes)) {
            return;
        }
        if (codes.dtype() == DType.U32 && codes.name().endsWith(".weight")) {
            String stem = stem(codes, ".weight");
            if (parts.has(stem + ".scales") && parts.has(stem + ".biases")) {
                new MlxWeights(quantised).make(codes, stem);
            }
        } else if (codes.rank() != 2) {
            return;
        } else if (codes.dtype() == DType.I32 && codes.name().endsWith(".qweight")) {
            grouped(codes, stem(codes, ".qweight"));
        } else if (codes.dtype() == DType.I32 && codes.name().endsWith(".weight_packed")) {
            compressed(codes, stem(codes, ".weight_packed"));
        }
    }

    private static String stem(Tensor codes, String ending) {
        return codes.name().substring(0, codes.name().length() - ending.length());
    }

    private void grouped(Tensor codes, String stem) {
        Tensor scales = parts.get(stem + ".scales");
        Tensor zeros = parts.get(stem + ".qzeros");
        if (scales == null || zeros == null || !areGroups(scales, zeros)) {
            quantised.unfit(
                    codes, "GPTQ or AWQ codes whose scales or zero points are missing, or do not fit each other");
            return;
        }
        if (codes.shape()[1] == scales.shape()[1]) {
            gptq(codes, stem, scales, zeros);
        } else {
            awq(codes, stem, scales, zeros);
        }
    }

    private static boolean areGroups(Tensor scales, Tensor zeros) {
        return scales.rank() == 2
                && scales.dtype().isFloating()
                && scales.count() > 0
                && zeros.rank() == 2
                && zeros.dtype() == DType.I32
                && zeros.shape()[0] == scales.shape()[0];
    }

    private void gptq(Tensor codes, String stem, Tensor scales, Tensor zeros) {
        String format = format();
        if (!format.equals("gptq") && !format.equals(FORMAT_2)) {
            quantised.unfit(codes, "GPTQ codes in the format " + format + ", which packs otherwise");
            return;
        }
        Tensor index = parts.get(stem + ".g_idx");
        long words = codes.shape()[0];
        long outputs = scales.shape()[1];
        Packing packing = packing(
                codes,
                outputs,
                IntStream.of(2, 3, 4, 8)
                        .mapToObj(bits -> Packing.dense(bits, WORD))
                        .filter(dense -> dense.wordsFor(outputs) == zeros.shape()[1])
                        .filter(dense -> dense.wordsFor(inputs(index, words, dense)) == words));
        if (packing == null) {
            quantised.unfit(codes, "GPTQ codes whose shape is not that of their zero points and g_idx");
            return;
        }
        long[] shape = {inputs(index, words, packing), outputs};
        QuantisedGroups groups = QuantisedGroups.of(index, shape[0], scales.shape()[0], config);
        if (groups == null) {
            quantised.unfit(codes, "GPTQ codes whose groups, or those in g_idx, are not those of their scales");
            return;
        }
        Tensor stored = Tensor.zeros(stem, DType.F64, scales.shape()).then(new Step.Codes(zeros, 1, packing));
        double lessOne = FORMAT_2.equals(format) ? 0 : 1;
        Tensor points = stored.then(new Step.Plus(quantised.constant(lessOne), 1, scales.shape()));
        Tensor weight = Tensor.zeros(stem + ".weight", DType.F64, shape)
                .then(new Step.Codes(codes, 0, packing))
                .then(groups.plus(points, shape, 0))
                .then(groups.times(scales, shape, 0));
        boolean isAmbiguous = lessOne == 1 && isEverFull(stored, packing);
        Tensor source = isAmbiguous
                ? codes.noted("zero points that are stored as all ones are read as " + (1 << packing.bits())
                        + ", as most kernels do; some programs take 0")
                : codes;
        quantised.put(
                source, weight.transposed(), "GPTQ " + packing.bits() + "-bit", stem, "scales", "qzeros", "g_idx");
    }

    /// Whether a zero point has the largest code, so that one more is ambiguous. Symmetric ones are all alike.
    private boolean isEverFull(Tensor stored, Packing packing) {
        if ("true".equals(config.text("quantization_config.sym"))) {
            return false;
        }
        double largest = (1 << packing.bits()) - 1;
        boolean[] met = new boolean[1];
        Sums.forEachRow(stored, (position, values) -> {
            for (double value : values) {
                met[0] |= value == largest;
            }
        });
        return met[0];
    }

    /// GPTQModel called it format before it called it checkpoint_format.
    private String format() {
        String format = config.text("quantization_config.checkpoint_format");
        String former = config.text("quantization_config.format");
        boolean isFormer = format == null && FORMAT_2.equals(former);
        return isFormer ? FORMAT_2 : format == null ? "gptq" : format;
    }

    private static long inputs(@Nullable Tensor index, long words, Packing packing) {
        return index == null ? words * WORD / packing.bits() : index.count();
    }

    private void awq(Tensor codes, String stem, Tensor scales, Tensor zeros) {
        long[] shape = {codes.shape()[0], scales.shape()[1]};
        QuantisedGroups groups = QuantisedGroups.of(null, shape[0], scales.shape()[0], config);
        if (groups == null || AWQ.wordsFor(shape[1]) != codes.shape()[1] || zeros.shape()[1] != codes.shape()[1]) {
            quantised.unfit(codes, "codes whose scales and zero points fit neither GPTQ nor AWQ's \"gemm\"");
            return;
        }
        Tensor points = Tensor.zeros(stem, DType.F64, scales.shape()).then(new Step.Codes(zeros, 1, AWQ));
        Tensor weight = Tensor.zeros(stem + ".weight", DType.F64, shape)
                .then(new Step.Codes(codes, 1, AWQ))
                .then(groups.plus(points, shape, 0))
                .then(groups.times(scales, shape, 0));
        quantised.put(codes, weight.transposed(), "AWQ 4-bit", stem, "scales", "qzeros");
    }

    private void compressed(Tensor codes, String stem) {
        Tensor told = parts.get(stem + ".weight_shape");
        Tensor scales = parts.get(stem + ".weight_scale");
        if (told == null
                || scales == null
                || told.count() != 2
                || !scales.dtype().isFloating()) {
            return;
        }
        double[] sides = Sums.values(told);
        long[] shape = {(long) sides[0], (long) sides[1]};
        if (shape[0] != codes.shape()[0] || shape[1] < 1 || shape[1] > Integer.MAX_VALUE) {
            return;
        }
        Tensor cells = ScaleGrid.aligned(Tensor.zeros(stem, DType.F64, shape), scales);
        Packing packing = packing(
                codes,
                shape[1],
                IntStream.rangeClosed(1, 8)
                        .boxed()
                        .flatMap(bits -> Stream.of(Packing.dense(bits, WORD), Packing.loose(bits, WORD)))
                        .filter(each -> each.wordsFor(shape[1]) == codes.shape()[1]));
        if (packing == null || cells == null) {
            return;
        }
        Tensor index = parts.get(stem + ".weight_g_idx");
        QuantisedGroups groups = QuantisedGroups.of(index, shape[1], cells.shape()[1], config);
        Tensor points = groups == null ? null : points(stem, packing, shape, cells);
        if (groups == null || points == null || cells.shape()[0] != 1 && cells.shape()[0] != shape[0]) {
            quantised.unfit(codes, "packed codes whose scales, zero points or groups are missing, or do not fit");
            return;
        }
        Tensor weight = Tensor.zeros(stem + ".weight", DType.F64, shape)
                .then(new Step.Codes(codes, 1, packing))
                .then(groups.plus(points, shape, 1))
                .then(groups.times(cells, shape, 1));
        String encoding = "packed I" + packing.bits();
        quantised.put(
                codes, weight, encoding, stem, "weight_scale", "weight_zero_point", "weight_g_idx", "weight_shape");
    }

    /// The zero points, as many as the scales; null if those of the model do not fit.
    private @Nullable Tensor points(String stem, Packing packing, long[] shape, Tensor scales) {
        double middle = 1 << packing.bits() - 1;
        Tensor zeros = parts.get(stem + ".weight_zero_point");
        if (zeros == null) {
            // Said to be there, and not: what they were nobody knows.
            boolean isMissing = config.textsUnder("symmetric").equals(Set.of("false"));
            return isMissing ? null : quantised.constant(middle);
        }
        if (zeros.dtype() != DType.I32) {
            Tensor aligned = ScaleGrid.aligned(Tensor.zeros(stem, DType.F64, shape), zeros);
            return aligned == null || !Arrays.equals(aligned.shape(), scales.shape())
                    ? null
                    : aligned.then(new Step.Plus(quantised.constant(middle), 1, aligned.shape()));
        }
        boolean fits = zeros.rank() == 2
                && zeros.shape()[0] == packing.wordsFor(scales.shape()[0])
                && zeros.shape()[1] == scales.shape()[1];
        return fits ? Tensor.zeros(stem, DType.F64, scales.shape()).then(new Step.Codes(zeros, 0, packing)) : null;
    }

    /// The packing with the number of bits that the configuration names, or the only one that leaves no bits
    /// over, or the only one that fits; null, and a reason, if there are several.
    ///
    /// @param count of the codes that lie in a row of integers
    private @Nullable Packing packing(Tensor codes, long count, Stream<Packing> fitting) {
        List<Packing> all = fitting.toList();
        Set<Integer> told = config.countsUnder(Set.of("bits", "num_bits"));
        for (Predicate<Packing> likely : List.<Predicate<Packing>>of(
                packing -> told.contains(packing.bits()),
                packing -> count * packing.bits() == WORD * packing.wordsFor(count),
                packing -> true)) {
            List<Packing> left = all.stream().filter(likely).toList();
            if (left.stream().mapToInt(Packing::bits).distinct().count() == 1) {
                return left.getFirst();
            }
        }
        if (!all.isEmpty()) {
            quantised.unfit(codes, "packed codes of a number of bits that neither config.json nor their shape tells");
        }
        return null;
    }
}
