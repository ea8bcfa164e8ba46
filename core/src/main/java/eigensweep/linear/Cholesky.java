package eigensweep.linear;

import eigensweep.simd.Kernels;

/// The factor `L` of a symmetric positive definite matrix `A = L L^T`, row by row (Banachiewicz).
final class Cholesky {

    private static final double EPSILON = 0x1p-52;

    private final double[] lower;
    private final int n;

    /// @param a row-major, `n x n`; its lower triangle is read
    /// @throws SingularMatrixException if a pivot is lost in rounding
    Cholesky(double[] a, int n) {
        Kernels kernels = Kernels.get();
        this.lower = a.clone();
        this.n = n;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, a[i * n + i]);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                lower[i * n + j] = (lower[i * n + j] - kernels.dot(lower, i * n, lower, j * n, j)) / lower[j * n + j];
            }
            double pivot = lower[i * n + i] - kernels.dot(lower, i * n, lower, i * n, i);
            if (!(pivot > n * EPSILON * largest)) {
                throw new SingularMatrixException("feature " + (i + 1) + " depends on those before it, to rounding");
            }
            lower[i * n + i] = Math.sqrt(pivot);
        }
    }

    /// `A^-1 b`.
    double[] solve(double... b) {
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                x[i] -= lower[i * n + j] * x[j];
            }
            x[i] /= lower[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= lower[i * n + i];
            for (int j = 0; j < i; j++) {
                x[j] -= lower[i * n + j] * x[i];
            }
        }
        return x;
    }
}
