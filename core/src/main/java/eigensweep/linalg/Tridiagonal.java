package eigensweep.linalg;

import eigensweep.simd.Kernels;
import java.util.Arrays;

/// A symmetric tridiagonal matrix, and the orthogonal reduction of a symmetric matrix to it.
///
/// @param diagonal `n` entries
/// @param offDiagonal `n` entries; entry `i` couples `i - 1` and `i`, entry 0 is 0
record Tridiagonal(double[] diagonal, double[] offDiagonal) {

    /// An eigenvalue that needs more QL steps than this on average means the matrix is not what it should be.
    private static final int MOST_STEPS = 60;

    private static final double EPSILON = 0x1p-52;

    /// The squared length of couplings that are dropped: next to entries of order 1 they are nothing, but the
    /// reflection that clears them would overflow.
    private static final double NOTHING = 0x1p-500;

    /// Reduces a symmetric matrix by Householder reflections, from the last row to the first (as EISPACK's
    /// `TRED1`): each row of the lower triangle is contiguous, and applying one reflection is fused with the
    /// matrix-vector product that the next one needs, so that the triangle is read and written once a step.
    ///
    /// @param a row-major lower triangle, entries of moderate size; destroyed
    /// @param n the order
    /// @param stride elements between rows
    static Tridiagonal reduce(double[] a, int n, int stride) {
        Kernels kernels = Kernels.get();
        double[] diagonal = new double[n];
        double[] offDiagonal = new double[n];
        Kernels.Rank2 update = new Kernels.Rank2(new double[n], new double[n]);
        double[] v = new double[n];
        double[] product = new double[n];
        for (int i = n - 1; i >= 1; i--) {
            int row = i * stride;
            // The row of this step still lacks the reflection of the step before.
            kernels.axpy(-update.v()[i], update.w(), 0, a, row, i + 1);
            kernels.axpy(-update.w()[i], update.v(), 0, a, row, i + 1);
            diagonal[i] = a[row + i];
            double scale = reflector(kernels, a, row, i, v, offDiagonal);
            Arrays.fill(product, 0, i, 0.0);
            updateAndMultiply(kernels, a, stride, i, update, v, product);
            // w = p - (scale / 2)(p.v) v with p = scale A v makes (I - scale v v^T) A (I - scale v v^T) = A - v w^T - w
            // v^T.
            double half = 0.5 * scale * scale * kernels.dot(product, 0, v, 0, i);
            for (int k = 0; k < i; k++) {
                update.w()[k] = scale * product[k] - half * v[k];
                update.v()[k] = v[k];
            }
        }
        diagonal[0] = a[0] - 2 * update.v()[0] * update.w()[0];
        return new Tridiagonal(diagonal, offDiagonal);
    }

    /// Writes the vector `v` of the reflection `I - scale v v^T` that turns the first `n` entries of a row into
    /// `(0, ..., 0, offDiagonal[n])`; returns `scale`.
    private static double reflector(Kernels kernels, double[] a, int row, int n, double[] v, double[] offDiagonal) {
        System.arraycopy(a, row, v, 0, n);
        double last = v[n - 1];
        double rest = kernels.dot(v, 0, v, 0, n - 1);
        if (rest < NOTHING) {
            offDiagonal[n] = last;
            Arrays.fill(v, 0, n, 0.0);
            return 0;
        }
        double norm = Math.sqrt(rest + last * last);
        offDiagonal[n] = last > 0 ? -norm : norm;
        v[n - 1] = last - offDiagonal[n];
        return 2 / (rest + v[n - 1] * v[n - 1]);
    }

    private static void updateAndMultiply(
            Kernels kernels, double[] a, int stride, int n, Kernels.Rank2 update, double[] v, double[] product) {
        double[] oldV = update.v();
        double[] oldW = update.w();
        for (int r = 0; r < n; r++) {
            int row = r * stride;
            double sum = kernels.rank2Symv(a, row, r, update, oldV[r], oldW[r], v, v[r], product);
            a[row + r] -= 2 * oldV[r] * oldW[r];
            product[r] += sum + a[row + r] * v[r];
        }
    }

    /// The eigenvalues, ascending, by the implicit QL iteration with Wilkinson's shift. Destroys the matrix.
    ///
    /// @throws SpectrumException if it does not converge
    double[] eigenvalues() {
        int n = diagonal.length;
        double[] e = Arrays.copyOfRange(offDiagonal, 1, n + 1);
        double norm = 0;
        for (int i = 0; i < n; i++) {
            norm = Math.max(norm, Math.abs(diagonal[i]) + Math.abs(e[i]));
        }
        double negligible = EPSILON * EPSILON * norm;
        for (int l = 0; l < n; l++) {
            int steps = 0;
            for (int m = deflation(e, l, negligible); m > l; m = deflation(e, l, negligible)) {
                if (++steps > MOST_STEPS) {
                    throw new SpectrumException("the eigensolver did not converge");
                }
                step(e, l, m);
            }
        }
        Arrays.sort(diagonal);
        return diagonal;
    }

    /// The first index from `l` on whose coupling to the next is negligible.
    private int deflation(double[] e, int l, double negligible) {
        int m = l;
        while (m < diagonal.length - 1) {
            double scale = Math.abs(diagonal[m]) + Math.abs(diagonal[m + 1]);
            if (Math.abs(e[m]) <= Math.max(EPSILON * scale, negligible)) {
                return m;
            }
            m++;
        }
        return m;
    }

    private void step(double[] e, int l, int m) {
        double[] d = diagonal;
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(Math.sqrt(g * g + 1), g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            double r = Math.sqrt(f * f + g * g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            double t = (d[i] - g) * s + 2 * c * b;
            p = s * t;
            d[i + 1] = g + p;
            g = c * t - b;
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }
}
