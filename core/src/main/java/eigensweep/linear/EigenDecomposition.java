package eigensweep.linear;

import eigensweep.simd.Kernels;
import java.util.Comparator;
import java.util.stream.IntStream;

/// `A = V Lambda V^T` of a symmetric matrix, by cyclic Jacobi rotations (Golub and Van Loan, section 8.5): the backends
/// give eigenvalues only, and F9 takes the directions, too.
///
/// @param values ascending
/// @param vectors row `i` is the eigenvector of value `i`
record EigenDecomposition(double[] values, double[][] vectors) {

    private static final int MOST_SWEEPS = 60;
    private static final double EPSILON = 0x1p-52;

    /// @param matrix row-major, `n x n`, symmetric; not changed
    static EigenDecomposition of(double[] matrix, int n) {
        double[] a = matrix.clone();
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
        }
        double norm = Math.sqrt(Kernels.get().dot(a, 0, a, 0, n * n));
        double negligible = EPSILON * norm / Math.max(1, n);
        int sweeps = 0;
        while (sweep(a, v, n, negligible)) {
            if (++sweeps > MOST_SWEEPS) {
                throw new SingularMatrixException("the Jacobi iteration did not converge");
            }
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> a[i * n + i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[n];
        double[][] vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            values[i] = a[order[i] * n + order[i]];
            System.arraycopy(v, order[i] * n, vectors[i], 0, n);
        }
        return new EigenDecomposition(values, vectors);
    }

    /// Rotates every pair of coordinates once; whether there was anything to rotate.
    private static boolean sweep(double[] a, double[] v, int n, double negligible) {
        Kernels kernels = Kernels.get();
        boolean rotated = false;
        for (int p = 0; p < n - 1; p++) {
            for (int q = p + 1; q < n; q++) {
                double coupling = a[p * n + q];
                if (Math.abs(coupling) <= negligible) {
                    continue;
                }
                double theta = (a[q * n + q] - a[p * n + p]) / (2 * coupling);
                double t = Math.copySign(1 / (Math.abs(theta) + Math.hypot(theta, 1)), theta);
                double c = 1 / Math.hypot(t, 1);
                double s = c * t;
                double pp = a[p * n + p] - t * coupling;
                double qq = a[q * n + q] + t * coupling;
                kernels.rotate(a, p * n, a, q * n, n, c, s);
                for (int k = 0; k < n; k++) {
                    a[k * n + p] = a[p * n + k];
                    a[k * n + q] = a[q * n + k];
                }
                a[p * n + p] = pp;
                a[q * n + q] = qq;
                a[p * n + q] = 0;
                a[q * n + p] = 0;
                kernels.rotate(v, p * n, v, q * n, n, c, s);
                rotated = true;
            }
        }
        return rotated;
    }
}
