package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.parts.Sums;
import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Which inputs of a quantised weight share a scale and a zero point.
///
/// @param each so many neighbours do
/// @param places where neighbours do not: the group of every input; else null
record QuantisedGroups(long each, int @Nullable [] places) {

    /// The groups of a weight; null if the index names others, or they fit no inputs.
    ///
    /// @param index the group of every input, or null if neighbours share one
    /// @param groups how many there are
    static @Nullable QuantisedGroups of(@Nullable Tensor index, long inputs, long groups, ModelConfig config) {
        long each = each(inputs, groups, config);
        if (index != null && index.count() != inputs) {
            return null;
        }
        double[] named = index == null ? new double[0] : Sums.values(index);
        if (Arrays.stream(named).allMatch(group -> group == -1)) { // -1: not in use
            return each == 0 ? null : new QuantisedGroups(each, null);
        }
        if (Arrays.stream(named).anyMatch(group -> group < 0 || group >= groups)) {
            return null;
        }
        int[] places = Arrays.stream(named).mapToInt(group -> (int) group).toArray();
        boolean isRegular = each > 0 && LongStream.range(0, inputs).allMatch(i -> places[(int) i] == i / each);
        return isRegular ? new QuantisedGroups(each, null) : new QuantisedGroups(0, places);
    }

    private static long each(long inputs, long groups, ModelConfig config) {
        return config.countsUnder(Set.of("group_size")).stream()
                .mapToLong(Integer::longValue)
                .filter(size -> Math.ceilDiv(inputs, size) == groups)
                .findFirst()
                .orElse(groups > 0 && inputs % groups == 0 ? inputs / groups : 0);
    }

    /// The step that subtracts zero points.
    ///
    /// @param cells a value for each group, or one for all
    /// @param shape of the weight
    /// @param axis of the inputs
    Step plus(Tensor cells, long[] shape, int axis) {
        return plus(cells, shape, axis, -1);
    }

    /// The step that adds a multiple of offsets.
    Step plus(Tensor cells, long[] shape, int axis, double factor) {
        Tensor spread = spread(cells, shape, axis);
        return new Step.Plus(spread, factor, each(spread, shape, axis));
    }

    /// The step that multiplies by scales.
    Step times(Tensor cells, long[] shape, int axis) {
        Tensor spread = spread(cells, shape, axis);
        return new Step.Times(spread, each(spread, shape, axis));
    }

    private Tensor spread(Tensor cells, long[] shape, int axis) {
        if (places == null || cells.shape()[axis] == 1) {
            return cells;
        }
        long[] spread = cells.shape().clone();
        spread[axis] = shape[axis];
        return Tensor.zeros(cells.name(), DType.F64, spread).then(new Step.Gather(cells, axis, places));
    }

    private long[] each(Tensor cells, long[] shape, int axis) {
        long[] shares = new long[shape.length];
        for (int a = 0; a < shares.length; a++) {
            long count = cells.shape()[a];
            shares[a] = count == 1 ? shape[a] : a == axis && count != shape[a] ? each : 1;
        }
        return shares;
    }
}
