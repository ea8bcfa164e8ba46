package eigensweep.linalg;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.simd.DenseMatrix;
import java.lang.foreign.MemorySegment;

/// The eigenvalues of one symmetric matrix on this processor's vectors: a reduction to tridiagonal form that
/// passes over the matrix once a step, where LAPACK's passes over it one and a half times, and an iteration
/// without square roots.
public final class SymmetricEigen {

    private SymmetricEigen() {}

    /// Bytes that the copy takes on which the reduction works, in float64; half of it in float32.
    ///
    /// @param n the order
    public static long copyBytes(int n) {
        return DenseMatrix.bytesF64(n);
    }

    /// All eigenvalues, ascending, of a dense matrix, which is kept.
    ///
    /// @param a `n x n`, row-major, of which the lower triangle is read
    /// @throws SpectrumException if an entry is not finite, or the iteration does not converge
    public static double[] eigenvalues(double[] a, int n) {
        return eigenvalues(a, n, Precision.F64, Blocks.largestEntry(a, n));
    }

    /// All eigenvalues, ascending, in one of two precisions; in float32 only where [BandEigen#isFast].
    ///
    /// @param a `n x n`, row-major, of which the lower triangle is read; finite; kept
    /// @param n the order
    /// @param precision of the reduction
    /// @param largest about the size of the largest entry
    /// @throws SpectrumException if the iteration does not converge
    public static double[] eigenvalues(double[] a, int n, Precision precision, double largest) {
        return eigenvalues(a, n, n, precision, largest);
    }

    /// The same.
    ///
    /// @param stride elements between rows
    static double[] eigenvalues(double[] a, int n, int stride, Precision precision, double largest) {
        double scale = PowerOfTwo.scale(largest);
        DenseMatrix.Rows rows = (i, row) -> {
            for (int j = 0; j <= i; j++) {
                row[j] = a[i * stride + j] * scale;
            }
        };
        DenseMatrix matrix = precision == Precision.F64 ? DenseMatrix.f64(n, rows) : DenseMatrix.f32(n, rows);
        return eigenvalues(matrix, scale);
    }

    /// All eigenvalues, ascending, in one of two precisions; in float32 only where [BandEigen#isFast].
    ///
    /// @param a column-major lower triangle, finite, of float64 or float32; kept
    /// @param n the order
    /// @param precision of the elements, and of the reduction
    /// @param largest about the size of the largest entry
    /// @throws SpectrumException if the iteration does not converge
    public static double[] eigenvalues(MemorySegment a, int n, Precision precision, double largest) {
        double scale = PowerOfTwo.scale(largest);
        // From the last column to the first: a column below the diagonal is then a row up to it, backwards.
        DenseMatrix matrix = switch (precision) {
            case F64 ->
                DenseMatrix.f64(n, (i, row) -> {
                    MemorySegment.copy(a, JAVA_DOUBLE, Double.BYTES * column(n, i), row, 0, i + 1);
                    reverse(row, i, scale);
                });
            case F32 -> {
                float[] column = new float[n];
                yield DenseMatrix.f32(n, (i, row) -> {
                    MemorySegment.copy(a, JAVA_FLOAT, Float.BYTES * column(n, i), column, 0, i + 1);
                    for (int j = 0; j <= i; j++) {
                        row[j] = column[j];
                    }
                    reverse(row, i, scale);
                });
            }
        };
        return eigenvalues(matrix, scale);
    }

    /// Where the column begins, on the diagonal, whose last `i + 1` elements there are.
    private static long column(int n, int i) {
        return (n - 1L - i) * (n + 1L);
    }

    private static void reverse(double[] row, int last, double scale) {
        for (int i = 0, j = last; i <= j; i++, j--) {
            double left = row[i] * scale;
            row[i] = row[j] * scale;
            row[j] = left;
        }
    }

    private static double[] eigenvalues(DenseMatrix matrix, double scale) {
        double[] values = Tridiagonal.of(matrix).eigenvalues();
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale;
        }
        return values;
    }
}
