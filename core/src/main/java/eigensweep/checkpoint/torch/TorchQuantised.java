package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.torch.Pickled.Global;
import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A tensor that PyTorch quantised, as its pickle describes it: `(code - zero point) * scale`, with one pair of the two
/// for all elements or one for each index of an axis.
///
/// @param codes the integers
/// @param scheme `(torch.per_tensor_affine, scale, zero point)` or
///     `(torch.per_channel_affine, scales, zero points, axis)`
record TorchQuantised(TorchTensor codes, List<?> scheme) {

    /// The weight, to be made of its parts when it is read. PyTorch rounds scales and weights to float32 as it
    /// computes; here only scales are, those of channels where they are stored so.
    ///
    /// @param storages the bytes that the file has under a key, or null
    Tensor named(String name, MappedFile file, Function<String, @Nullable MemorySegment> storages) {
        Tensor integers = codes.named(name, file, storages);
        String form = codes.storage().type().replace("Storage", "");
        if (!integers.dtype().isWidenable() || integers.rank() == 0 || integers.repeatsElements()) {
            return TorchTensor.part(codes.shape(), form + " codes; save it after .dequantize()")
                    .named(name, file, storages);
        }
        Tensor weight = null;
        if (isNamed("per_tensor_affine", 3)
                && scheme.get(1) instanceof Double scale
                && scheme.get(2) instanceof Long zero) {
            weight = weight(
                    integers,
                    TorchTensor.constant(scale.floatValue(), integers.rank()),
                    TorchTensor.constant(zero, integers.rank()),
                    Tensor.sharedByAll(integers.shape()));
        } else if (isNamed("per_channel_affine", 4)
                && scheme.get(1) instanceof TorchTensor scales
                && scheme.get(2) instanceof TorchTensor zeros
                && scheme.get(3) instanceof Long axis
                && isOneEach(scales, axis)
                && isOneEach(zeros, axis)) {
            Tensor scale = scales.named(name, file, storages);
            Tensor zero = lowWords(zeros.named(name, file, storages));
            long[] each = Tensor.sharedByAll(integers.shape());
            each[axis.intValue()] = 1;
            weight = scale.dtype().isFloating() && zero.dtype().isWidenable()
                    ? weight(integers, along(axis, each.length, scale), along(axis, each.length, zero), each)
                    : null;
        }
        return weight == null
                ? TorchTensor.part(
                                codes.shape(),
                                form + " codes of a scheme that is not known; save it after .dequantize()")
                        .named(name, file, storages)
                : weight.meaning(weight.meaning().encoded(form + " (dequantised)"));
    }

    private boolean isNamed(String name, int size) {
        return scheme.size() == size
                && scheme.getFirst() instanceof Global global
                && global.toString().equals("torch." + name);
    }

    private boolean isOneEach(TorchTensor values, long axis) {
        long[] shape = codes.shape();
        return axis >= 0 && axis < shape.length && values.shape().length == 1 && values.shape()[0] == shape[(int) axis];
    }

    /// Zero points are int64, which float64 does not hold; but they lie among the codes, so half of their bits will do.
    private static Tensor lowWords(Tensor values) {
        return values.dtype() == DType.I64
                ? new Tensor("", "", DType.I32, values.shape(), new long[] {2 * values.strides()[0]}, values.data())
                : values;
    }

    private static Tensor weight(Tensor codes, Tensor scales, Tensor zeros, long[] each) {
        return codes.then(new Step.Plus(zeros, -1, each)).then(new Step.Times(scales, each));
    }

    /// The values of an axis under as many axes as the tensor has that they belong to.
    private static Tensor along(long axis, int rank, Tensor values) {
        long[] shape = new long[rank];
        long[] strides = new long[rank];
        for (int d = 0; d < rank; d++) {
            shape[d] = d == axis ? values.shape()[0] : 1;
            strides[d] = d == axis ? values.strides()[0] : 0;
        }
        return values.viewed(shape, strides);
    }
}
