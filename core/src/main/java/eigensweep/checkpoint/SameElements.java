package eigensweep.checkpoint;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Whether two arrays of a shape hold the same numbers: NaN is NaN, and zero is zero whatever its sign. What
/// differs is mostly told after a few elements; what does not is read once.
final class SameElements {

    /// Elements that are widened at a time.
    private static final int RUN = 1 << 14;

    private final double[] left = new double[RUN];
    private final double[] right = new double[RUN];

    private SameElements() {}

    /// @param a of two dimensions or more
    /// @param b of the same shape
    static boolean of(Tensor a, Tensor b) {
        return haveSameBytes(a, b) || new SameElements().compare(a, b);
    }

    private static boolean haveSameBytes(Tensor a, Tensor b) {
        if (!a.isStored() || !b.isStored() || a.dtype() != b.dtype() || !Arrays.equals(a.strides(), b.strides())) {
            return false;
        }
        long last = IntStream.range(0, a.rank())
                .mapToLong(d -> (a.shape()[d] - 1) * a.strides()[d])
                .sum();
        long bytes = a.dtype().bytesOf(last + 1);
        return bytes <= a.data().byteSize()
                && bytes <= b.data().byteSize()
                && MemorySegment.mismatch(a.data(), 0, bytes, b.data(), 0, bytes) < 0;
    }

    /// The two longest axes make matrices, of which the others count a few. What has two axes only is not to be
    /// had over any others; a product changes something, unless a factor is zero.
    private boolean compare(Tensor a, Tensor b) {
        if (a.rank() > 2 && (isOfTwoAxes(a) || isOfTwoAxes(b))) {
            return false;
        }
        long[] shape = a.shape();
        List<Integer> axes = IntStream.range(0, a.rank())
                .boxed()
                .sorted(Comparator.comparingLong(axis -> -shape[axis]))
                .toList();
        int rows = Math.min(axes.get(0), axes.get(1));
        int columns = Math.max(axes.get(0), axes.get(1));
        boolean across = a.strides()[columns] > a.strides()[rows];
        long[] position = new long[shape.length];
        do {
            Matrix left = a.matrix(rows, columns, position, 1.0);
            Matrix right = b.matrix(rows, columns, position, 1.0);
            if (!(across ? areSame(left.transposed(), right.transposed()) : areSame(left, right))) {
                return false;
            }
        } while (next(position, shape, axes.subList(2, axes.size())));
        return true;
    }

    private static boolean isOfTwoAxes(Tensor tensor) {
        return tensor.steps().stream().anyMatch(step -> switch (step) {
            case Step.Product product -> true;
            case Step.Kronecker product -> true;
            case Step.Times times -> isOfTwoAxes(times.factors());
            case Step.Plus plus -> isOfTwoAxes(plus.terms());
            case Step.Codes codes -> true;
            case Step.Lookup lookup -> false;
            case Step.Gather gather -> true;
            case Step.Line line -> true;
        });
    }

    /// Goes on to the next position along some axes; false after the last.
    private static boolean next(long[] position, long[] shape, List<Integer> axes) {
        for (int axis : axes) {
            if (++position[axis] < shape[axis]) {
                return true;
            }
            position[axis] = 0;
        }
        return false;
    }

    private boolean areSame(Matrix a, Matrix b) {
        for (int row = 0; row < a.rows(); row++) {
            for (int column = 0; column < a.columns(); column += RUN) {
                int n = Math.min(RUN, a.columns() - column);
                Widen.toF64(a, row, column, n, MemorySegment.ofArray(left), 0);
                Widen.toF64(b, row, column, n, MemorySegment.ofArray(right), 0);
                for (int j = 0; j < n; j++) {
                    if (left[j] != right[j] && !(Double.isNaN(left[j]) && Double.isNaN(right[j]))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
