package eigensweep.linear;

import java.util.SplittableRandom;

/// What `w^T w` of ordinary least squares is on average over targets without a direction (PAPER F9), in closed
/// form and by drawing targets. Two things can be without direction:
///
/// - `X^T y`, as the paper takes it: the `q_i` have variance 1, and `E[w^T w] = sum 1 / lambda_i^2`;
/// - `y` itself: the `q_i` have variance `lambda_i`, and `E[w^T w] = sum 1 / lambda_i`.
///
/// @param draws of a target
/// @param sumInverseSquares `sum 1 / lambda_i^2`
/// @param drawnInverseSquares the mean over the draws, `X^T y` isotropic
/// @param drawnInverseSquaresError its standard error
/// @param sumInverses `sum 1 / lambda_i`
/// @param drawnInverses the mean over the draws, `y` isotropic
/// @param drawnInversesError its standard error
public record IsotropicTarget(
        int draws,
        double sumInverseSquares,
        double drawnInverseSquares,
        double drawnInverseSquaresError,
        double sumInverses,
        double drawnInverses,
        double drawnInversesError) {

    private static final double EPSILON = 0x1p-52;

    /// Both expectations; over the eigenvalues that are not 0 to rounding.
    ///
    /// @param draws at least 2
    public static IsotropicTarget of(DesignMatrix x, int draws, long seed) {
        if (draws < 2) {
            throw new IllegalArgumentException(draws + " draws; a standard error takes at least 2");
        }
        int n = x.rows();
        int d = x.columns();
        EigenDecomposition eigen = EigenDecomposition.of(x.gram(), d);
        double zero = Math.max(n, d) * EPSILON * eigen.values()[d - 1];
        double squares = 0;
        double reciprocals = 0;
        for (double lambda : eigen.values()) {
            squares += lambda > zero ? 1 / (lambda * lambda) : 0;
            reciprocals += lambda > zero ? 1 / lambda : 0;
        }
        SplittableRandom random = new SplittableRandom(seed);
        Mean features = new Mean();
        Mean targets = new Mean();
        for (int draw = 0; draw < draws; draw++) {
            features.add(squaredNorm(eigen, gaussian(d, random), zero));
            targets.add(squaredNorm(eigen, x.transposeTimes(gaussian(n, random)), zero));
        }
        return new IsotropicTarget(
                draws, squares, features.mean(), features.error(), reciprocals, targets.mean(), targets.error());
    }

    /// `w^T w` of the least-squares solution with this `X^T y`.
    private static double squaredNorm(EigenDecomposition eigen, double[] xy, double zero) {
        double sum = 0;
        for (int i = 0; i < xy.length; i++) {
            if (eigen.values()[i] > zero) {
                double q = 0;
                for (int j = 0; j < xy.length; j++) {
                    q += eigen.vectors()[i][j] * xy[j];
                }
                sum += q * q / (eigen.values()[i] * eigen.values()[i]);
            }
        }
        return sum;
    }

    private static double[] gaussian(int length, SplittableRandom random) {
        return DesignMatrix.gaussian(1, length, 1, random).values();
    }

    /// A mean and its standard error, one value after the other (Welford 1962).
    private static final class Mean {
        private int count;
        private double mean;
        private double squares;

        void add(double value) {
            count++;
            double step = value - mean;
            mean += step / count;
            squares += step * (value - mean);
        }

        double mean() {
            return mean;
        }

        double error() {
            return Math.sqrt(squares / (count - 1.0) / count);
        }
    }
}
