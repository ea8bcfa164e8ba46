package eigensweep.stats;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// What the data say about `phi`, the correlation of a value with the next of its series, which all series
/// share: its posterior distribution, on a grid.
///
/// The likelihood is the restricted one of first-order autoregressive noise (Patterson and Thompson 1971), with
/// a mean and a variance for every category, both integrated out:
///
/// `p(phi | y) ~ (1 - phi^2)^(-1/4) prod_i det(R)^(-1/2) (1' R^-1 1)^(-1/2) Q_i(phi)^(-(N_i - 1) / 2)`.
///
/// Averaging over it is what keeps short series honest: a plug-in estimate, biased towards 0 by about `(1 + 3
/// phi) / T` (Marriott and Pope 1954), is off most where the mean's variance depends on it most. The prior lies
/// between the flat one and Jeffreys' `(1 - phi^2)^(-1/2)`, of which the first rejects a little too often and
/// the second too seldom.
///
/// @param phi grid points, ascending, inside (-0.99, 0.99)
/// @param weight of each; they sum to 1
record Autocorrelation(double[] phi, double[] weight) {

    private static final double LARGEST = 0.99;
    private static final double PRIOR_EXPONENT = -0.25;
    private static final int POINTS = 101;

    /// Points whose density is below `e^-40` of the largest weigh nothing.
    private static final double NEGLIGIBLE = -40;

    /// The posterior, given the categories; the prior if none of them varies.
    static Autocorrelation of(List<CategorySums> categories) {
        double low = atanh(-LARGEST);
        double high = atanh(LARGEST);
        while (true) {
            double[] logs = logDensity(categories, low, high);
            double largest = max(logs);
            int first = 0;
            int last = POINTS - 1;
            while (logs[first] < largest + NEGLIGIBLE) {
                first++;
            }
            while (logs[last] < largest + NEGLIGIBLE) {
                last--;
            }
            // A narrow peak is looked at again, closer, until it fills a good part of the grid.
            if (3 * (last - first) >= POINTS) {
                return normalised(low, high, logs, largest);
            }
            double step = (high - low) / (POINTS - 1);
            double start = low;
            low = Math.max(low, start + (first - 1) * step);
            high = Math.min(high, start + (last + 1) * step);
        }
    }

    private static double[] logDensity(List<CategorySums> categories, double low, double high) {
        double[] logs = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double phi = phi(low, high, i);
            // In steps of artanh(phi), of which phi's derivative is 1 - phi^2.
            double log = (1 + PRIOR_EXPONENT) * Math.log((1 - phi) * (1 + phi));
            for (CategorySums category : categories) {
                if (!category.isConstant()) {
                    log -= 0.5
                            * ((category.count() - 1) * Math.log(category.quadratic(phi))
                                    + category.logDeterminant(phi)
                                    + Math.log(category.information(phi)));
                }
            }
            logs[i] = log;
        }
        return logs;
    }

    private static Autocorrelation normalised(double low, double high, double[] logs, double largest) {
        double[] phi = new double[POINTS];
        double[] weight = new double[POINTS];
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            phi[i] = phi(low, high, i);
            weight[i] = Math.exp(logs[i] - largest);
            sum += weight[i];
        }
        for (int i = 0; i < POINTS; i++) {
            weight[i] /= sum;
        }
        return new Autocorrelation(phi, weight);
    }

    private static double phi(double low, double high, int point) {
        return Math.tanh(low + point * (high - low) / (POINTS - 1));
    }

    private static double atanh(double value) {
        return 0.5 * Math.log((1 + value) / (1 - value));
    }

    private static double max(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /// The posterior mean of a function of `phi`.
    double mean(DoubleUnaryOperator of) {
        double sum = 0;
        for (int i = 0; i < phi.length; i++) {
            sum += weight[i] * of.applyAsDouble(phi[i]);
        }
        return sum;
    }

    /// The reciprocal of the posterior mean of a function's reciprocal: of an effective size, what the mean's variance,
    /// averaged over the posterior, is worth.
    double harmonicMean(DoubleUnaryOperator of) {
        return 1 / mean(at -> 1 / of.applyAsDouble(at));
    }

    /// What `phi` is at most with this probability; straight lines between grid points.
    double quantile(double probability) {
        double sum = 0;
        for (int i = 0; i < phi.length; i++) {
            if (sum + weight[i] >= probability) {
                double part = (probability - sum) / weight[i];
                double from = i == 0 ? phi[0] : 0.5 * (phi[i - 1] + phi[i]);
                double to = i == phi.length - 1 ? phi[i] : 0.5 * (phi[i] + phi[i + 1]);
                return from + part * (to - from);
            }
            sum += weight[i];
        }
        return phi[phi.length - 1];
    }

    /// The precision of a mean (the reciprocal of its variance), and the degrees of freedom it is known with,
    /// so that the gamma distribution of these two has the posterior's mean and variance: with `P` the
    /// conditional precision and `nu` its degrees of freedom,
    ///
    /// `mean = E[P]`, `df = 2 E[P]^2 / (E[P^2 (1 + 2 / nu)] - E[P]^2)`,
    ///
    /// which is Satterthwaite's matching of two moments, with the uncertainty of `phi` among them.
    ///
    /// @param precision given `phi`
    /// @param degrees of freedom, given `phi`
    Precision precision(DoubleUnaryOperator precision, DoubleUnaryOperator degrees) {
        double first = mean(precision);
        double excess = mean(at -> {
            double value = precision.applyAsDouble(at) / first;
            // E[P^2] - E[P]^2, without the cancellation.
            return (value - 1) * (value - 1) + 2 * value * value / degrees.applyAsDouble(at);
        });
        return new Precision(first, 2 / excess);
    }

    /// @param mean the posterior mean of a precision
    /// @param degrees of freedom it is known with
    record Precision(double mean, double degrees) {}
}
