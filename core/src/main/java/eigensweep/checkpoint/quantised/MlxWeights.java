package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.parts.Parts;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Packing;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;

/// Makes weights of MLX's affine codes: `code * scale + bias` of a group of neighbours, of as many bits as
/// `config.json`
/// names for the module or for all. Codes are packed along inputs.
final class MlxWeights {

    private static final int WORD = Integer.SIZE;

    private final QuantisedParts quantised;
    private final Parts parts;
    private final ModelConfig config;

    MlxWeights(QuantisedParts quantised) {
        this.quantised = quantised;
        this.parts = quantised.parts();
        this.config = quantised.config();
    }

    /// Puts a weight in the place of its codes, if the rest fits them.
    ///
    /// @param stem the module
    void make(Tensor codes, String stem) {
        Tensor scales = parts.get(stem + ".scales");
        Tensor biases = parts.get(stem + ".biases");
        int axis = codes.rank() - 1; // Of three axes the first counts experts.
        int bits = told(stem, "bits");
        if (bits < 2 || bits > 8 || codes.shape()[axis] * WORD % bits != 0) {
            quantised.unfit(codes, "MLX codes whose bits config.json does not name, or not as 2 to 8");
            return;
        }
        long[] shape = codes.shape().clone();
        shape[axis] = shape[axis] * WORD / bits;
        if (scales == null
                || biases == null
                || !areRows(scales, shape)
                || !Arrays.equals(scales.shape(), biases.shape())) {
            quantised.unfit(codes, "MLX codes whose scales or biases do not fit");
            return;
        }
        QuantisedGroups groups = QuantisedGroups.of(null, shape[axis], scales.shape()[axis], config);
        int each = told(stem, "group_size");
        if (groups == null || each > 0 && each * scales.shape()[axis] != shape[axis]) {
            quantised.unfit(codes, "MLX codes whose groups are not those of config.json");
            return;
        }
        Tensor weight = Tensor.zeros(codes.name(), DType.F64, shape)
                .then(new Step.Codes(codes, axis, Packing.dense(bits, WORD)))
                .then(groups.times(scales, shape, axis))
                .then(groups.plus(biases, shape, axis, 1));
        Tensor source = axis == 2 ? codes.used(Use.EXPERTS) : codes;
        quantised.put(source, weight, "MLX " + bits + "-bit", stem, "scales", "biases");
    }

    /// What config.json says of a module, or of all; 0 if nothing.
    private int told(String stem, String key) {
        return config.count("quantization." + stem + "." + key)
                .or(() -> config.count("quantization." + key))
                .orElse(0);
    }

    private static boolean areRows(Tensor cells, long[] shape) {
        int axis = shape.length - 1;
        return cells.rank() == shape.length
                && Arrays.equals(Arrays.copyOf(cells.shape(), axis), Arrays.copyOf(shape, axis))
                && cells.count() > 0
                && cells.dtype().isFloating();
    }
}
