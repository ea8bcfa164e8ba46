package eigensweep.layer;

import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Where the elements of a tensor are: two tensors with the same place are one weight under two names.
record Place(long address, DType dtype, List<Long> shape, List<Long> strides) {

    static Place of(Tensor tensor) {
        return new Place(
                tensor.data().address(),
                tensor.dtype(),
                Arrays.stream(tensor.shape()).boxed().toList(),
                Arrays.stream(tensor.strides()).boxed().toList());
    }
}
