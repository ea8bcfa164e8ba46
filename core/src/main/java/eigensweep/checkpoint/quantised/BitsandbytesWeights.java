package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.parts.Parts;
import eigensweep.checkpoint.parts.Sums;
import eigensweep.tensor.DType;
import eigensweep.tensor.Packing;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Makes weights of bitsandbytes' codes of 4 bits (`nf4`, `fp4`): element `i` of a weight, counted row by row, is
/// `quant_map[code] * absmax[i / blocksize]`. Of two codes in a byte the first is in its upper half. Where `absmax` is
/// quantised itself, it is `nested_quant_map[code] * nested_absmax[i / nested_blocksize] + nested_offset`. The library
/// rounds to the type that it computes in; here nothing is rounded.
final class BitsandbytesWeights {

    private static final Packing UPPER_FIRST = new Packing(4, new int[] {4, 0}, 1, Byte.SIZE);
    private static final String STATE = ".quant_state.bitsandbytes__";
    private static final int LONGEST_STATE = 10_000;

    private final QuantisedParts quantised;
    private final Parts parts;

    BitsandbytesWeights(QuantisedParts quantised) {
        this.quantised = quantised;
        this.parts = quantised.parts();
    }

    /// Puts a weight in the place of its codes, if all its parts are there.
    void make(Tensor codes) {
        String type = parts.has(codes.name() + STATE + "nf4") ? "nf4" : "fp4";
        Tensor state = parts.get(codes.name() + STATE + type);
        if (state == null || state.rank() != 1 || state.count() > LONGEST_STATE || !ScaleGrid.isRowMajor(codes)) {
            return;
        }
        ModelConfig told = ModelConfig.of(new String(bytes(state), StandardCharsets.UTF_8));
        long[] shape = told.counts("shape");
        long count = shape.length == 2 ? shape[0] * shape[1] : 0;
        int block = told.count("blocksize").orElse(0);
        double[] map = values(codes.name() + ".quant_map");
        Tensor absmax = block == 0 ? null : absmax(codes.name(), told, Math.ceilDiv(count, (long) block));
        boolean fits = count > 0
                && count <= Integer.MAX_VALUE
                && codes.count() == Math.ceilDiv(count, 2L)
                && codes.shape()[0] == codes.count()
                && map.length == 16;
        if (!fits || absmax == null) {
            quantised.unfit(codes, "bitsandbytes codes whose quant_map, absmax or state do not fit");
            return;
        }
        Tensor line = Tensor.zeros(codes.name(), DType.F64, new long[] {1, count})
                .then(new Step.Codes(line(codes), 1, UPPER_FIRST))
                .then(new Step.Lookup(map))
                .then(new Step.Times(absmax, new long[] {1, block}));
        Tensor weight = Tensor.zeros(codes.name(), DType.F64, shape).then(new Step.Line(line, false));
        quantised.put(
                codes.name(),
                weight,
                "bitsandbytes " + type,
                state.name(),
                codes.name() + ".absmax",
                codes.name() + ".quant_map",
                codes.name() + ".nested_absmax",
                codes.name() + ".nested_quant_map");
    }

    /// The largest magnitude of each block, `1 x` blocks; null if there are too few.
    private @Nullable Tensor absmax(String name, ModelConfig told, long blocks) {
        Tensor absmax = parts.get(name + ".absmax");
        if (absmax == null || absmax.rank() != 1 || absmax.count() != blocks || blocks > Integer.MAX_VALUE) {
            return null;
        }
        if (absmax.dtype().isFloating()) {
            return line(absmax);
        }
        Tensor nested = parts.get(name + ".nested_absmax");
        double[] map = values(name + ".nested_quant_map");
        int each = told.count("nested_blocksize").orElse(0);
        Double offset = told.number("nested_offset");
        if (absmax.dtype() != DType.U8
                || nested == null
                || nested.rank() != 1
                || each == 0
                || nested.count() != Math.ceilDiv(blocks, (long) each)
                || map.length != 256
                || offset == null) {
            return null;
        }
        return line(absmax)
                .then(new Step.Lookup(map))
                .then(new Step.Times(line(nested), new long[] {1, each}))
                .then(new Step.Plus(quantised.constant(offset), 1, new long[] {1, blocks}));
    }

    private static Tensor line(Tensor vector) {
        return vector.viewed(new long[] {1, vector.count()}, new long[] {vector.count(), 1});
    }

    private double[] values(String name) {
        Tensor tensor = parts.get(name);
        return tensor == null || tensor.rank() != 1 || tensor.count() > 256 ? new double[0] : Sums.values(tensor);
    }

    private static byte[] bytes(Tensor text) {
        double[] values = Sums.values(text);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
