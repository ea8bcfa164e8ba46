package eigensweep.linalg;

import eigensweep.simd.DenseMatrix;

/// The eigenvalues of one symmetric matrix on this processor's vectors: a reduction to tridiagonal form that
/// passes over the matrix once a step, where LAPACK's passes over it one and a half times, and an iteration
/// without square roots.
public final class SymmetricEigen {

    private SymmetricEigen() {}

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
    /// @param a row-major, of which the lower triangle is read; finite, of at least [DenseMatrix#padded]
    ///     rows; destroyed
    /// @param n the order
    /// @param stride elements between rows, at least [DenseMatrix#padded]
    /// @param largest about the size of the largest entry
    /// @throws SpectrumException if the iteration does not converge
    public static double[] eigenvalues(double[] a, int n, int stride, double largest) {
        double scale = PowerOfTwo.scale(largest);
        for (int i = 0; i < n; i++) {
            for (int k = i * stride; k <= i * stride + i; k++) {
                a[k] *= scale;
            }
        }
        double[] values = Tridiagonal.of(new DenseMatrix(a, n, stride)).eigenvalues();
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale;
        }
        return values;
    }
}
