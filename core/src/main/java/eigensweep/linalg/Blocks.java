package eigensweep.linalg;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/// How a weight matrix is cut into blocks along its longer side, so that its Gram matrix can be summed block
/// by block while only one block is widened in memory.
///
/// A tall matrix is cut into blocks of rows, `W^T W = sum_b W_b^T W_b`; a wide one into blocks of columns,
/// and then it is `W W^T = sum_b W_b W_b^T`. Both read the file in runs of neighbours.
///
/// @param matrix oriented so that neighbours in a row are close in memory
/// @param depth the longest extent of a block along the longer side
public record Blocks(Matrix matrix, int depth) {

    /// Two blocks of this size fit in the last-level caches of current processors.
    private static final int TARGET_ELEMENTS = 1 << 20;

    private static final int LEAST_DEPTH = 128;
    private static final int MOST_DEPTH = 4096;

    /// The blocks of a matrix.
    public static Blocks of(Matrix matrix) {
        int side = matrix.smallSide();
        int depth = Math.clamp(TARGET_ELEMENTS / side / 64L * 64L, LEAST_DEPTH, MOST_DEPTH);
        return new Blocks(matrix.rowContiguous(), Math.min(depth, matrix.largeSide()));
    }

    /// The order of the Gram matrix.
    public int side() {
        return matrix.smallSide();
    }

    /// Whether a block is `extent x side` (rows of a tall matrix) rather than `side x extent`.
    public boolean isTall() {
        return matrix.rows() >= matrix.columns();
    }

    /// How many blocks there are.
    public int count() {
        return Math.ceilDiv(matrix.largeSide(), depth);
    }

    /// The extent of a block along the longer side: [#depth] for all but the last.
    public int extent(int block) {
        return Math.min(depth, matrix.largeSide() - block * depth);
    }

    /// Elements the largest block has.
    public long elements() {
        return (long) depth * side();
    }

    /// Rows of a block: those of a tall matrix that it has, or all of a wide one.
    public int rows(int block) {
        return isTall() ? extent(block) : side();
    }

    /// Widens a block to float64, row-major and dense.
    public void widenF64(int block, MemorySegment tile) {
        widenF64(block, 0, rows(block), tile);
    }

    /// The same of some rows, each to where it is in the whole block.
    public void widenF64(int block, int first, int rows, MemorySegment tile) {
        int columns = isTall() ? side() : extent(block);
        long to = (long) first * columns;
        if (isTall() && matrix.isDense()) {
            Widen.toF64(matrix, block * depth + first, 0, rows * columns, tile, to);
        } else if (isTall()) {
            Widen.toF64(matrix, block * depth + first, 0, rows, columns, tile, to);
        } else {
            Widen.toF64(matrix, first, block * depth, rows, columns, tile, to);
        }
    }

    /// Widens or rounds a block to float32, row-major and dense.
    public void widenF32(int block, MemorySegment tile) {
        widenF32(block, 0, rows(block), tile);
    }

    /// The same of some rows, each to where it is in the whole block.
    public void widenF32(int block, int first, int rows, MemorySegment tile) {
        int columns = isTall() ? side() : extent(block);
        if (isTall() && matrix.isDense()) {
            Widen.toF32(matrix, block * depth + first, 0, rows * columns, tile, (long) first * columns);
            return;
        }
        for (int i = first; i < first + rows; i++) {
            long to = (long) i * columns;
            if (isTall()) {
                Widen.toF32(matrix, block * depth + i, 0, columns, tile, to);
            } else {
                Widen.toF32(matrix, i, block * depth, columns, tile, to);
            }
        }
    }

    /// Refuses a matrix whose Gram matrix cannot be trusted: NaN, infinities, squares out of range. The trace
    /// tells whether anything is wrong; only then is the matrix searched for what.
    ///
    /// @param trace of the Gram matrix
    /// @throws SpectrumException if the spectrum cannot be computed
    public static void checkTrace(Matrix matrix, double trace, Precision precision) {
        double least = precision == Precision.F64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
        double most = precision == Precision.F64 ? Double.MAX_VALUE : Float.MAX_VALUE;
        if (trace >= least / precision.epsilon() && trace <= most) {
            return;
        }
        double largest = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                double value = Widen.at(matrix, i, j);
                if (!Double.isFinite(value)) {
                    throw new SpectrumException(
                            String.format(Locale.ROOT, "holds %s at row %d, column %d", value, i, j));
                }
                largest = Math.max(largest, Math.abs(value));
            }
        }
        if (trace != 0 || largest != 0) {
            throw new SpectrumException("has values up to " + largest
                    + ", whose squares leave the range of " + (precision == Precision.F64 ? "float64" : "float32")
                    + "; rescale the weights");
        }
    }

    /// The largest magnitude among the entries of a symmetric matrix.
    ///
    /// @throws SpectrumException if one is not finite
    public static double largestEntry(double[] a, int n) {
        return largestEntry(a, n, n);
    }

    /// The same.
    ///
    /// @param stride elements between rows
    static double largestEntry(double[] a, int n, int stride) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double entry = Math.abs(a[i * stride + j]);
                if (!(entry <= Double.MAX_VALUE)) {
                    throw new SpectrumException(
                            String.format(Locale.ROOT, "holds %s at row %d, column %d", a[i * stride + j], i, j));
                }
                largest = Math.max(largest, entry);
            }
        }
        return largest;
    }

    /// Bytes of a float64 array of `rows x columns`.
    public static long f64Bytes(long rows, long columns) {
        return ValueLayout.JAVA_DOUBLE.byteSize() * rows * columns;
    }
}
