package eigensweep.linalg;

import eigensweep.simd.DenseMatrix;
import eigensweep.simd.SmallEigen;

/// The eigenvalues of one symmetric matrix on this processor's vectors: a reduction to tridiagonal form that
/// passes over the matrix once a step, where LAPACK's passes over it one and a half times, and an iteration
/// without square roots.
public final class SymmetricEigen {

    private SymmetricEigen() {}

    /// Whether this is the fast way, whatever the order: where vectors are there.
    public static boolean isFast() {
        return SmallEigen.lanes() > 1;
    }

    /// The order a matrix is padded to.
    public static int padded(int n, Precision precision) {
        return precision == Precision.F64 ? DenseMatrix.padded(n) : DenseMatrix.paddedF32(n);
    }

    /// All eigenvalues, ascending, of a dense matrix, which is kept.
    ///
    /// @param a `n x n`, row-major, of which the lower triangle is read
    /// @throws SpectrumException if an entry is not finite, or the iteration does not converge
    public static double[] eigenvalues(double[] a, int n) {
        double largest = Blocks.largestEntry(a, n);
        int stride = DenseMatrix.padded(n);
        double[] copy = new double[JavaGram.arraySize(stride, stride)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a, i * n, copy, i * stride, i + 1);
        }
        return eigenvalues(copy, n, stride, largest);
    }

    /// All eigenvalues, ascending.
    ///
    /// @param a row-major, of which the lower triangle is read; finite, of at least [#padded] rows; destroyed
    /// @param n the order
    /// @param stride elements between rows, at least [#padded]
    /// @param largest about the size of the largest entry
    /// @throws SpectrumException if the iteration does not converge
    public static double[] eigenvalues(double[] a, int n, int stride, double largest) {
        double scale = PowerOfTwo.scale(largest);
        for (int i = 0; i < n; i++) {
            for (int k = i * stride; k <= i * stride + i; k++) {
                a[k] *= scale;
            }
        }
        return eigenvalues(DenseMatrix.of(a, n, stride), scale);
    }

    /// The same in float32, where [#isFast].
    public static double[] eigenvalues(float[] a, int n, int stride, double largest) {
        double scale = PowerOfTwo.scale(largest);
        for (int i = 0; i < n; i++) {
            for (int k = i * stride; k <= i * stride + i; k++) {
                a[k] = (float) (a[k] * scale);
            }
        }
        return eigenvalues(DenseMatrix.of(a, n, stride), scale);
    }

    private static double[] eigenvalues(DenseMatrix scaled, double scale) {
        double[] values = Tridiagonal.of(scaled).eigenvalues();
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale;
        }
        return values;
    }
}
