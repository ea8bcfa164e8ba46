package eigensweep.checkpoint.gguf;

import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Scales that a GGUF file keeps beside its weights: `x.weight` is multiplied by `x.scale`, one number, or
/// one for each expert. llama.cpp multiplies what comes out of the weight by it, which is the same (BitNet,
/// NVFP4).
final class GgufScales {

    private static final String WEIGHT = ".weight";
    private static final String SCALE = ".scale";

    private GgufScales() {}

    /// The same tensors, multiplied where they have a scale.
    static List<Tensor> apply(List<Tensor> tensors) {
        Map<String, Tensor> byName = tensors.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
        return tensors.stream().map(tensor -> scaled(tensor, byName)).toList();
    }

    private static Tensor scaled(Tensor tensor, Map<String, Tensor> byName) {
        if (partner(tensor, SCALE, WEIGHT, byName) instanceof Tensor weight) {
            return tensor.meaning(tensor.meaning().used(Use.PART).noted("scale of " + weight.name()));
        }
        Tensor scale = partner(tensor, WEIGHT, SCALE, byName);
        if (scale == null) {
            return tensor;
        }
        int rank = tensor.rank();
        boolean one = scale.count() == 1;
        boolean each = rank == 3 && scale.rank() == 1 && scale.count() == tensor.shape()[0];
        if (rank < 2 || !scale.dtype().isFloating() || !(one || each)) {
            return tensor.meaning(tensor.meaning()
                    .used(Use.PART)
                    .noted("its scale " + scale.name() + " (" + scale.shapeText() + ") is of an unknown kind"));
        }
        long[] ones = new long[rank];
        Arrays.fill(ones, 1);
        long[] strides = new long[rank];
        long[] shared = tensor.shape().clone();
        if (!one) {
            ones[0] = scale.count();
            strides[0] = 1;
            shared[0] = 1;
        }
        for (int axis = 0; axis < rank; axis++) {
            shared[axis] = Math.max(1, shared[axis]);
        }
        return tensor.then(new Step.Times(scale.viewed(ones, strides), shared))
                .meaning(tensor.meaning().noted("times " + scale.name()));
    }

    private static @Nullable Tensor partner(Tensor tensor, String ending, String other, Map<String, Tensor> byName) {
        String name = tensor.name();
        return name.endsWith(ending) ? byName.get(name.substring(0, name.length() - ending.length()) + other) : null;
    }
}
