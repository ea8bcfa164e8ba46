package eigensweep.checkpoint.parts;

import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same elements under other axes, and the steps of their weight with them. Nothing is copied: what would have to
/// be is null.
public final class Arrangement {

    private Arrangement() {}

    /// The axes in another order.
    ///
    /// @param order the old axis of each new one
    public static @Nullable Tensor permuted(Tensor tensor, long[] order) {
        boolean[] met = new boolean[tensor.rank()];
        for (long axis : order) {
            if (order.length != tensor.rank() || axis < 0 || axis >= tensor.rank() || met[(int) axis]) {
                return null;
            }
            met[(int) axis] = true;
        }
        return rearranged(
                tensor,
                pick(tensor.shape(), order),
                pick(tensor.strides(), order),
                (cells, each) -> new Shares(
                        cells.viewed(pick(cells.shape(), order), pick(cells.strides(), order)), pick(each, order)));
    }

    private static long[] pick(long[] values, long[] order) {
        return Arrays.stream(order).map(axis -> values[(int) axis]).toArray();
    }

    /// Row by row into another shape.
    public static @Nullable Tensor reshaped(Tensor tensor, long[] shape) {
        if (Arrays.equals(shape, tensor.shape())) {
            return tensor;
        }
        if (!hasCount(shape, tensor.count())) {
            return null;
        }
        List<int[]> groups = groups(tensor.shape(), shape);
        if (groups == null) {
            long[] strides =
                    tensor.isStored() && tensor.count() > 0 && isRowMajor(tensor) ? Tensor.rowMajor(shape) : null;
            return strides == null ? null : tensor.viewed(shape, strides);
        }
        long[] strides = merged(tensor, groups);
        return strides == null
                ? null
                : rearranged(tensor, shape, strides, (cells, each) -> merged(cells, each, tensor.shape(), groups));
    }

    private static boolean hasCount(long[] shape, long count) {
        try {
            return Tensor.count(shape) == count;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static boolean isRowMajor(Tensor tensor) {
        long[] strides = Tensor.rowMajor(tensor.shape());
        for (int axis = 0; axis < tensor.rank(); axis++) {
            if (tensor.shape()[axis] > 1 && tensor.strides()[axis] != strides[axis]) {
                return false;
            }
        }
        return true;
    }

    /// Those old axes, of more than one element, that each new axis consists of; null if one would be split, or the
    /// counts differ.
    private static @Nullable List<int[]> groups(long[] from, long[] to) {
        List<int[]> groups = new ArrayList<>();
        int axis = 0;
        for (long side : to) {
            List<Integer> group = new ArrayList<>();
            long length = 1;
            while (length < side && axis < from.length) {
                if (from[axis] != 1) {
                    group.add(axis);
                    length *= from[axis];
                }
                axis++;
            }
            if (length != side) {
                return null;
            }
            groups.add(group.stream().mapToInt(Integer::intValue).toArray());
        }
        return Arrays.stream(from).skip(axis).allMatch(side -> side == 1) ? groups : null;
    }

    private static long @Nullable [] merged(Tensor tensor, List<int[]> groups) {
        long[] strides = new long[groups.size()];
        for (int g = 0; g < strides.length; g++) {
            int[] group = groups.get(g);
            for (int k = 0; k + 1 < group.length; k++) {
                long below = tensor.shape()[group[k + 1]] * tensor.strides()[group[k + 1]];
                if (tensor.strides()[group[k]] != below) {
                    return null;
                }
            }
            strides[g] = group.length == 0 ? 1 : tensor.strides()[group[group.length - 1]];
        }
        return strides;
    }

    /// Cells of axes that become one: possible where the later axes share a cell, or every element has its own.
    private static @Nullable Shares merged(Tensor cells, long[] each, long[] shape, List<int[]> groups) {
        long[] newShape = new long[groups.size()];
        long[] newStrides = new long[groups.size()];
        long[] newEach = new long[groups.size()];
        for (int g = 0; g < newShape.length; g++) {
            long side = 1;
            long stride = 0;
            long share = 1;
            for (int axis : groups.get(g)) {
                long count = cells.shape()[axis];
                if (count == 1) {
                    share *= shape[axis];
                } else if (side == 1 && share == 1) {
                    side = count;
                    stride = cells.strides()[axis];
                    share = each[axis];
                } else if (side > 1 && share == 1 && each[axis] == 1 && stride == count * cells.strides()[axis]) {
                    side *= count;
                    stride = cells.strides()[axis];
                } else {
                    return null;
                }
            }
            newShape[g] = side;
            newStrides[g] = stride;
            newEach[g] = share;
        }
        return new Shares(cells.viewed(newShape, newStrides), newEach);
    }

    /// The part at an index of the first axis; null where it does not begin at a byte.
    public static @Nullable Tensor at(Tensor tensor, long index) {
        Tensor cut = cut(tensor, index);
        if (cut == null) {
            return null;
        }
        return rearranged(cut, cut.shape(), cut.strides(), (cells, each) -> {
            Tensor part = cut(cells, index / each[0]);
            return part == null ? null : new Shares(part, Arrays.copyOfRange(each, 1, each.length));
        });
    }

    private static @Nullable Tensor cut(Tensor tensor, long index) {
        long bits = index * tensor.strides()[0] * tensor.dtype().bits();
        if (bits % 8 != 0 || !tensor.dtype().isWidenable() || tensor.dtype().isBlocks()) {
            return null;
        }
        return new Tensor(
                tensor.name(),
                tensor.storedName(),
                tensor.dtype(),
                Arrays.copyOfRange(tensor.shape(), 1, tensor.rank()),
                Arrays.copyOfRange(tensor.strides(), 1, tensor.rank()),
                tensor.data().asSlice(bits / 8),
                tensor.steps(),
                tensor.meaning());
    }

    /// Values that neighbours share, as [Step] has them.
    ///
    /// @param cells the values
    /// @param each how many neighbours along an axis share one
    public record Shares(Tensor cells, long[] each) {}

    private interface OfShares {
        @Nullable
        Shares rearrange(Tensor cells, long[] each);
    }

    private static @Nullable Tensor rearranged(Tensor tensor, long[] shape, long[] strides, OfShares likewise) {
        List<Step> steps = new ArrayList<>();
        for (Step step : tensor.steps()) {
            Step other = rearranged(step, likewise);
            if (other == null) {
                return null;
            }
            steps.add(other);
        }
        return tensor.viewed(shape, strides).through(steps);
    }

    private static @Nullable Step rearranged(Step step, OfShares likewise) {
        return switch (step) {
            case Step.Product product -> null;
            case Step.Kronecker product -> null;
            case Step.Codes codes -> null;
            case Step.Lookup lookup -> lookup;
            case Step.Gather gather -> null;
            case Step.Line line -> null;
            case Step.Times(Tensor factors, long[] each) -> {
                Shares shares = likewise.rearrange(factors, each);
                yield shares == null ? null : new Step.Times(shares.cells(), shares.each());
            }
            case Step.Plus(Tensor terms, double factor, long[] each) -> {
                Shares shares = likewise.rearrange(terms, each);
                yield shares == null ? null : new Step.Plus(shares.cells(), factor, shares.each());
            }
        };
    }

    /// Values for all elements of an array of some shape: one for all, one for each index of an axis, one for each
    /// block along it. Null if there are too many or too few.
    ///
    /// @param axis the axis of a vector of values, and of blocks
    /// @param block elements of a block, or 0 where the counts say it
    public static @Nullable Shares spread(Tensor cells, long[] shape, int axis, long block) {
        if (cells.count() == 1) {
            Tensor one = reshaped(cells, Tensor.ones(shape.length));
            return one == null ? null : new Shares(one, Tensor.sharedByAll(shape));
        }
        if (cells.rank() == 1 && axis >= 0 && axis < shape.length && cells.shape()[0] == shape[axis]) {
            long[] vector = Tensor.ones(shape.length);
            vector[axis] = shape[axis];
            long[] each = Tensor.sharedByAll(shape);
            each[axis] = 1;
            Tensor along = reshaped(cells, vector);
            return along == null ? null : new Shares(along, each);
        }
        long[] each = cells.rank() == shape.length ? each(cells.shape(), shape, axis, block) : null;
        return each == null ? null : new Shares(cells, each);
    }

    private static long @Nullable [] each(long[] cells, long[] shape, int axis, long block) {
        long[] each = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            if (cells[d] < 1 || shape[d] < 1) {
                return null;
            }
            each[d] = d == axis && block > 0 && cells[d] > 1 ? block : Math.max(1, shape[d] / cells[d]);
            if (cells[d] != Math.ceilDiv(shape[d], each[d])) {
                return null;
            }
        }
        return each;
    }
}
