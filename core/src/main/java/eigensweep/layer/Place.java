package eigensweep.layer;

import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the elements of a tensor are, and what is done to them: two tensors with the same place are one
/// weight under two names.
///
/// @param steps for each, its kind, its numbers and the places of its tensors
record Place(long address, DType dtype, List<Long> shape, List<Long> strides, List<List<Object>> steps) {

    /// An odd number whose bits are spread evenly (Knuth's multiplicative hashing).
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /// By its address: hardly two differ in the rest alone. Addresses are multiples of large powers of two, which a
    /// table would put in few places.
    @Override
    public int hashCode() {
        return Long.hashCode(address * GOLDEN_RATIO);
    }

    /// The place of a tensor; null if its elements, or those of a step, lie in no memory of their own that
    /// lasts.
    static @Nullable Place of(Tensor tensor) {
        if (!tensor.data().isNative() || tensor.data().byteSize() == 0) {
            return null;
        }
        List<List<Object>> steps = new ArrayList<>();
        for (Step step : tensor.steps()) {
            List<Object> part = of(step);
            if (part.isEmpty()) {
                return null;
            }
            steps.add(part);
        }
        return new Place(
                tensor.data().address(), tensor.dtype(), boxed(tensor.shape()), boxed(tensor.strides()), steps);
    }

    /// Empty if a part of it has no place.
    private static List<Object> of(Step step) {
        return switch (step) {
            case Step.Product(Tensor left, Tensor right, double factor, boolean stacked) ->
                pair(left, right, List.of(Step.Product.class, factor, stacked));
            case Step.Kronecker(Tensor left, Tensor right, double factor) ->
                pair(left, right, List.of(Step.Kronecker.class, factor));
            case Step.Times(Tensor factors, long[] each) -> {
                Place place = of(factors);
                yield place == null ? List.of() : List.of(Step.Times.class, place, boxed(each));
            }
            case Step.Plus(Tensor terms, double factor, long[] each) -> {
                Place place = of(terms);
                yield place == null ? List.of() : List.of(Step.Plus.class, place, factor, boxed(each));
            }
            // They add to zeros that have no place either.
            case Step.Codes codes -> List.of();
            case Step.Lookup lookup -> List.of();
            case Step.Gather gather -> List.of();
            case Step.Line line -> List.of();
        };
    }

    private static List<Object> pair(Tensor left, Tensor right, List<Object> rest) {
        Place first = of(left);
        Place second = of(right);
        return first == null || second == null ? List.of() : List.of(first, second, rest);
    }

    private static List<Long> boxed(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
