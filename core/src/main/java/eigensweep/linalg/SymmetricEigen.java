package eigensweep.linalg;

import eigensweep.simd.Kernels;
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
    public static int padded(int n) {
        int width = Kernels.get().blockWidth();
        return Math.ceilDiv(n, width) * width;
    }

    /// All eigenvalues, ascending, of a dense matrix, which is kept.
    ///
    /// @param a `n x n`, row-major, of which the lower triangle is read
    /// @throws SpectrumException if an entry is not finite, or the iteration does not converge
    public static double[] eigenvalues(double[] a, int n) {
        double largest = Blocks.largestEntry(a, n);
        int stride = padded(n);
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
        // A power of two: scaling by it, and back, is exact, and no square in the reduction overflows or vanishes.
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        for (int i = 0; i < n; i++) {
            for (int k = i * stride; k <= i * stride + i; k++) {
                a[k] = Math.scalb(a[k], -exponent);
            }
        }
        double[] values = Tridiagonal.reduce(a, n, stride).eigenvalues();
        for (int i = 0; i < n; i++) {
            values[i] = Math.scalb(values[i], exponent);
        }
        return values;
    }
}
