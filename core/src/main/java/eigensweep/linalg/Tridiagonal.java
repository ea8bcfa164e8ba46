package eigensweep.linalg;

import eigensweep.simd.Kernels;
import eigensweep.simd.Kernels.Rank2Symv;
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
    /// @param a row-major lower triangle, [SymmetricEigen#padded] rows at least, of moderate size; destroyed
    /// @param n the order
    /// @param stride elements between rows, at least [SymmetricEigen#padded]
    static Tridiagonal reduce(double[] a, int n, int stride) {
        Kernels kernels = Kernels.get();
        completeBlocks(a, n, stride, kernels.blockWidth());
        double[] diagonal = new double[n];
        double[] offDiagonal = new double[n];
        Rank2Symv step = Rank2Symv.zeros(SymmetricEigen.padded(n));
        for (int i = n - 1; i >= 1; i--) {
            int row = i * stride;
            // The row of this step still lacks the reflection of the step before.
            kernels.axpy(-step.v()[i], step.w(), 0, a, row, i + 1);
            kernels.axpy(-step.w()[i], step.v(), 0, a, row, i + 1);
            diagonal[i] = a[row + i];
            step.v()[i] = 0;
            step.w()[i] = 0;
            step.x()[i] = 0;
            double scale = reflector(kernels, a, row, i, step.x(), offDiagonal);
            Arrays.fill(step.y(), 0.0);
            for (int r = 0; r < i; r += Kernels.ROWS) {
                kernels.rank2Symv(a, r * stride, stride, r, step);
            }
            next(kernels, i, scale, step);
        }
        diagonal[0] = a[0] - 2 * step.v()[0] * step.w()[0];
        return new Tridiagonal(diagonal, offDiagonal);
    }

    /// Writes what the kernel reads beside the lower triangle: the upper triangles of the blocks on the
    /// diagonal, and zeros beyond the matrix.
    private static void completeBlocks(double[] a, int n, int stride, int width) {
        for (int i = 0; i < n; i++) {
            int end = (i / width + 1) * width;
            for (int j = i + 1; j < end; j++) {
                a[i * stride + j] = j < n ? a[j * stride + i] : 0;
            }
        }
        int padded = SymmetricEigen.padded(n);
        for (int i = n; i < padded; i++) {
            Arrays.fill(a, i * stride, i * stride + padded, 0);
        }
    }

    /// Writes the vector `x` of the reflection `I - scale x x^T` that turns the first `n` entries of a row into
    /// `(0, ..., 0, offDiagonal[n])`; returns `scale`.
    private static double reflector(Kernels kernels, double[] a, int row, int n, double[] x, double[] offDiagonal) {
        System.arraycopy(a, row, x, 0, n);
        double last = x[n - 1];
        double rest = kernels.dot(x, 0, x, 0, n - 1);
        if (rest < NOTHING) {
            offDiagonal[n] = last;
            Arrays.fill(x, 0, n, 0.0);
            return 0;
        }
        double norm = Math.sqrt(rest + last * last);
        offDiagonal[n] = last > 0 ? -norm : norm;
        x[n - 1] = last - offDiagonal[n];
        return 2 / (rest + x[n - 1] * x[n - 1]);
    }

    /// The vectors of the next update: with `p = scale A x` and `w = p - (scale / 2)(p . x) x` the reflection
    /// makes of `A` the matrix `A - x w^T - w x^T`.
    private static void next(Kernels kernels, int n, double scale, Rank2Symv step) {
        double half = 0.5 * scale * scale * kernels.dot(step.y(), 0, step.x(), 0, n);
        for (int k = 0; k < n; k++) {
            step.w()[k] = scale * step.y()[k] - half * step.x()[k];
            step.v()[k] = step.x()[k];
        }
    }

    /// The eigenvalues, ascending, by the QL iteration with Wilkinson's shift in its form without square roots
    /// (Pal, Walker and Kahan, as LAPACK's `DSTERF`), which works on the squares of the couplings. Destroys the
    /// matrix.
    ///
    /// @throws SpectrumException if it does not converge
    double[] eigenvalues() {
        int n = diagonal.length;
        double[] squares = new double[n];
        double norm = 0;
        for (int i = 0; i < n; i++) {
            double coupling = i + 1 < n ? offDiagonal[i + 1] : 0;
            norm = Math.max(norm, Math.abs(diagonal[i]) + Math.abs(coupling));
            squares[i] = coupling * coupling;
        }
        double negligible = EPSILON * EPSILON * norm;
        for (int l = 0; l < n; l++) {
            int steps = 0;
            for (int m = deflation(squares, l, negligible); m > l; m = deflation(squares, l, negligible)) {
                if (++steps > MOST_STEPS) {
                    throw new SpectrumException("the eigensolver did not converge");
                }
                step(squares, l, m);
            }
        }
        Arrays.sort(diagonal);
        return diagonal;
    }

    /// The first index from `l` on whose coupling to the next is negligible.
    private int deflation(double[] squares, int l, double negligible) {
        int m = l;
        while (m < diagonal.length - 1) {
            double scale = EPSILON * (Math.abs(diagonal[m]) + Math.abs(diagonal[m + 1]));
            double most = Math.max(scale, negligible);
            if (squares[m] <= most * most) {
                return m;
            }
            m++;
        }
        return m;
    }

    /// One step on rows `l` to `m`. The chain from one round to the next is a sum, one division and two
    /// products long: the second division runs beside the first.
    private void step(double[] squares, int l, int m) {
        double[] d = diagonal;
        double root = Math.sqrt(squares[l]);
        double ratio = (d[l + 1] - d[l]) / (2 * root);
        double shift = d[l] - root / (ratio + Math.copySign(Math.sqrt(ratio * ratio + 1), ratio));
        double c = 1;
        double s = 0;
        double gamma = d[m] - shift;
        double p = gamma * gamma;
        for (int i = m - 1; i >= l; i--) {
            double square = squares[i];
            double r = p + square;
            squares[i + 1] = s * r;
            double inverse = 1 / r;
            double numerator = p * (d[i] - shift) - square * gamma;
            double next = numerator * inverse;
            d[i + 1] = gamma + (d[i] - next);
            double p1 = p > NOTHING ? next * (numerator / p) : c * square;
            c = p * inverse;
            s = square * inverse;
            gamma = next;
            p = p1;
        }
        squares[l] = s * p;
        d[l] = shift + gamma;
    }
}
