package eigensweep.linalg;

import eigensweep.simd.BandMatrix;
import eigensweep.simd.DenseMatrix;
import java.util.Arrays;

/// A symmetric tridiagonal matrix.
///
/// @param diagonal `n` entries
/// @param offDiagonal `n` entries; entry `i` couples `i - 1` and `i`, entry 0 is 0
record Tridiagonal(double[] diagonal, double[] offDiagonal) {

    /// An eigenvalue that needs more QL steps than this means the matrix is not what it should be.
    private static final int MOST_STEPS = 60;

    private static final double EPSILON = 0x1p-52;

    /// Squares up to this are as good as zero next to entries of order 1: what is divided by them would overflow.
    private static final double NOTHING = 0x1p-500;

    /// Clears one row after the other, from the last.
    static Tridiagonal of(DenseMatrix matrix) {
        double[] offDiagonal = new double[matrix.order()];
        for (int i = matrix.order() - 1; i >= 1; i--) {
            offDiagonal[i] = matrix.clear(i);
        }
        return new Tridiagonal(matrix.diagonal(), offDiagonal);
    }

    /// Clears one column after the other.
    static Tridiagonal of(BandMatrix matrix) {
        int n = matrix.order();
        double[] diagonal = new double[n];
        double[] offDiagonal = new double[n];
        for (int j = 0; j < n - 1; j++) {
            matrix.clear(j);
            offDiagonal[j + 1] = matrix.get(j + 1, j);
        }
        for (int j = 0; j < n; j++) {
            diagonal[j] = matrix.get(j, j);
        }
        return new Tridiagonal(diagonal, offDiagonal);
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
