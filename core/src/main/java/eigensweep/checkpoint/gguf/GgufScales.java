package eigensweep.checkpoint.gguf;

import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
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
            return tensor.used(Use.PART).noted("scale of " + weight.name());
        }
        Tensor scale = partner(tensor, WEIGHT, SCALE, byName);
        if (scale == null) {
            return tensor;
        }
        boolean isOneEach = tensor.rank() == 3 && scale.rank() == 1 && scale.count() == tensor.shape()[0];
        if (tensor.rank() < 2 || !scale.dtype().isFloating() || scale.count() != 1 && !isOneEach) {
            return tensor.used(Use.PART)
                    .noted("its scale " + scale.name() + " (" + scale.shapeText() + ") is of an unknown kind");
        }
        long[] cells = Tensor.ones(tensor.rank());
        long[] strides = new long[tensor.rank()];
        long[] each = Tensor.sharedByAll(tensor.shape());
        if (scale.count() != 1) {
            cells[0] = scale.count();
            strides[0] = 1;
            each[0] = 1;
        }
        return tensor.then(new Step.Times(scale.viewed(cells, strides), each)).noted("times " + scale.name());
    }

    private static @Nullable Tensor partner(Tensor tensor, String ending, String other, Map<String, Tensor> byName) {
        String name = tensor.name();
        return name.endsWith(ending) ? byName.get(name.substring(0, name.length() - ending.length()) + other) : null;
    }
}
