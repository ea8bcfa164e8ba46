package eigensweep.linalg;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The QL iteration without square roots (Pal, Walker and Kahan, as LAPACK's `DSTERF`) on the diagonal of a
/// symmetric tridiagonal matrix and the squares of its couplings.
///
/// A sweep is one chain of dependent operations, a sum, a division and two products a row, which leaves a
/// processor waiting most of the time. So three sweeps run at once, each two rows behind the one before,
/// which gives what they give one after the other. Their shifts have to be known before the first ends: they
/// are the eigenvalues of the leading three rows. That takes 2.8 sweeps an eigenvalue in place of 1.6, of
/// which three take the time of one (PERFORMANCE.md).
final class QlIteration {

    /// An eigenvalue that needs more steps than this means the matrix is not what it should be.
    private static final int MOST_STEPS = 60;

    /// After so many steps of three shifts without an eigenvalue Wilkinson's shift, which always converges,
    /// takes over.
    private static final int MOST_TRIPLES = 12;

    /// Fewer rows than this are left to single sweeps.
    private static final int LEAST_ROWS = 12;

    private static final double EPSILON = 0x1p-52;

    /// What takes the place of a zero that would be divided by: next to entries of order 1 it is nothing, and
    /// its square is a number.
    private static final double TINY = 0x1p-260;

    private final double[] diagonal;
    private final double[] squares;
    private final double negligible;
    private final @Nullable QlIteration leading;
    private final Chain first = new Chain();
    private final Chain second = new Chain();
    private final Chain third = new Chain();

    /// @param diagonal becomes the eigenvalues, in no order; entries of order 1 or below, as are the
    ///     couplings
    /// @param squares of the couplings, entry `i` of that between `i` and `i + 1`, the last 0; destroyed
    /// @param negligible couplings up to this are zero
    QlIteration(double[] diagonal, double[] squares, double negligible) {
        this.diagonal = diagonal;
        this.squares = squares;
        this.negligible = negligible;
        this.leading = diagonal.length < LEAST_ROWS ? null : new QlIteration(new double[3], new double[3], negligible);
    }

    /// The sum of magnitudes in a row at most, by which what is negligible is measured.
    static double negligible(double norm) {
        return EPSILON * EPSILON * norm;
    }

    /// Makes the matrix diagonal.
    ///
    /// @throws SpectrumException if it does not converge
    void run() {
        for (int l = 0; l < diagonal.length; l++) {
            int steps = 0;
            for (int m = deflation(l); m > l; m = deflation(l)) {
                steps = counted(steps);
                if (m - l < LEAST_ROWS || steps > MOST_TRIPLES) {
                    sweep(l, m, wilkinsonShift(l));
                } else {
                    sweepThrice(l, m, leadingEigenvalues(l));
                }
            }
        }
    }

    /// The same by single sweeps alone.
    private void runSingly() {
        for (int l = 0; l < diagonal.length; l++) {
            int steps = 0;
            for (int m = deflation(l); m > l; m = deflation(l)) {
                steps = counted(steps);
                sweep(l, m, wilkinsonShift(l));
            }
        }
    }

    private static int counted(int steps) {
        if (steps == MOST_STEPS) {
            throw new SpectrumException("the eigensolver did not converge");
        }
        return steps + 1;
    }

    /// The first index from `l` on whose coupling to the next is negligible.
    private int deflation(int l) {
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

    /// The eigenvalue of the leading two rows that is closer to the first entry.
    private double wilkinsonShift(int l) {
        double root = Math.sqrt(squares[l]);
        double ratio = (diagonal[l + 1] - diagonal[l]) / (2 * root);
        return diagonal[l] - root / (ratio + Math.copySign(Math.sqrt(ratio * ratio + 1), ratio));
    }

    /// The eigenvalues of the three rows from `l` on as if nothing followed, in the order in which they are
    /// found.
    private double[] leadingEigenvalues(int l) {
        QlIteration block = Objects.requireNonNull(leading);
        System.arraycopy(diagonal, l, block.diagonal, 0, 3);
        System.arraycopy(squares, l, block.squares, 0, 2);
        block.squares[2] = 0;
        block.runSingly();
        return block.diagonal;
    }

    private void sweep(int l, int m, double shift) {
        first.begin(m, shift);
        first.rounds(m - 1, l);
        first.end(l);
    }

    private void sweepThrice(int l, int m, double[] shifts) {
        first.begin(m, shifts[0]);
        first.rounds(m - 1, m - 2);
        second.begin(m, shifts[1]);
        first.rounds(m - 3, m - 4);
        second.rounds(m - 1, m - 2);
        third.begin(m, shifts[2]);
        roundsOfThree(m - 5, l);
        first.end(l);
        second.rounds(l + 1, l);
        second.end(l);
        third.rounds(l + 3, l);
        third.end(l);
    }

    /// Rounds `from` down to `to` of the first sweep, two rows behind it of the second, and four of the
    /// third: [Chain#rounds] three times over, in local variables, because fields do not stay in registers.
    private void roundsOfThree(int from, int to) {
        double[] d = diagonal;
        double[] q = squares;
        double shift1 = first.shift;
        double shift2 = second.shift;
        double shift3 = third.shift;
        double s1 = first.s;
        double s2 = second.s;
        double s3 = third.s;
        double gamma1 = first.gamma;
        double gamma2 = second.gamma;
        double gamma3 = third.gamma;
        double p1 = first.p;
        double p2 = second.p;
        double p3 = third.p;
        for (int i = from; i >= to; i--) {
            double square1 = q[i];
            double square2 = q[i + 2];
            double square3 = q[i + 4];
            double r1 = p1 + square1;
            double r2 = p2 + square2;
            double r3 = p3 + square3;
            q[i + 1] = s1 * r1;
            q[i + 3] = s2 * r2;
            q[i + 5] = s3 * r3;
            double inverse1 = 1 / r1;
            double inverse2 = 1 / r2;
            double inverse3 = 1 / r3;
            double numerator1 = p1 * (d[i] - shift1) - square1 * gamma1;
            double numerator2 = p2 * (d[i + 2] - shift2) - square2 * gamma2;
            double numerator3 = p3 * (d[i + 4] - shift3) - square3 * gamma3;
            double next1 = numerator1 * inverse1;
            double next2 = numerator2 * inverse2;
            double next3 = numerator3 * inverse3;
            d[i + 1] = gamma1 + (d[i] - next1);
            d[i + 3] = gamma2 + (d[i + 2] - next2);
            d[i + 5] = gamma3 + (d[i + 4] - next3);
            s1 = square1 * inverse1;
            s2 = square2 * inverse2;
            s3 = square3 * inverse3;
            boolean isZero1 = Math.abs(next1) < TINY;
            boolean isZero2 = Math.abs(next2) < TINY;
            boolean isZero3 = Math.abs(next3) < TINY;
            p1 = isZero1 ? TINY * TINY * (r1 / p1) : next1 * (numerator1 / p1);
            p2 = isZero2 ? TINY * TINY * (r2 / p2) : next2 * (numerator2 / p2);
            p3 = isZero3 ? TINY * TINY * (r3 / p3) : next3 * (numerator3 / p3);
            gamma1 = isZero1 ? TINY : next1;
            gamma2 = isZero2 ? TINY : next2;
            gamma3 = isZero3 ? TINY : next3;
        }
        first.keep(s1, gamma1, p1);
        second.keep(s2, gamma2, p2);
        third.keep(s3, gamma3, p3);
    }

    /// A sweep on its way up: of the rows it has passed there is what it leaves of them.
    private final class Chain {

        private double shift;

        // The sine's square of the last rotation, the entry that it left on the diagonal, and that entry's square
        // by the cosine's.
        private double s;
        private double gamma;
        private double p;

        private void begin(int m, double by) {
            shift = by;
            s = 0;
            double last = diagonal[m] - by;
            gamma = Math.abs(last) < TINY ? TINY : last;
            p = gamma * gamma;
        }

        /// Rotates rows `from` down to `to`.
        private void rounds(int from, int to) {
            for (int i = from; i >= to; i--) {
                double square = squares[i];
                double r = p + square;
                squares[i + 1] = s * r;
                double inverse = 1 / r;
                double numerator = p * (diagonal[i] - shift) - square * gamma;
                double next = numerator * inverse;
                diagonal[i + 1] = gamma + (diagonal[i] - next);
                boolean isZero = Math.abs(next) < TINY;
                p = isZero ? TINY * TINY * (r / p) : next * (numerator / p);
                gamma = isZero ? TINY : next;
                s = square * inverse;
            }
        }

        private void keep(double s, double gamma, double p) {
            this.s = s;
            this.gamma = gamma;
            this.p = p;
        }

        private void end(int l) {
            squares[l] = s * p;
            diagonal[l] = shift + gamma;
        }
    }
}
