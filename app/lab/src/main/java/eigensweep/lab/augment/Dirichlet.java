package eigensweep.lab.augment;

import java.util.SplittableRandom;

/// Random shares of a whole, by the symmetric Dirichlet distribution: gamma variates divided by their sum. Two
/// shares are a variate of the beta distribution and what it lacks of 1.
final class Dirichlet {

    private Dirichlet() {}

    /// Shares that sum to 1.
    ///
    /// @param alpha concentration, above 0; at 1 all ways to divide the whole are as likely
    static double[] shares(int count, double alpha, SplittableRandom random) {
        double[] shares = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = gamma(alpha, random);
            sum += shares[i];
        }
        for (int i = 0; i < count; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /// A variate of the gamma distribution with scale 1 (Marsaglia and Tsang 2000).
    private static double gamma(double shape, SplittableRandom random) {
        if (shape == 1) {
            return random.nextExponential();
        }
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            double v = root * root * root;
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
