package eigensweep.stats;

import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/// A two-sided t test of the means of two categories.
///
/// @param n1 how many values of the first it counts: the values, or their effective size
/// @param n2 the same of the second
/// @param standardError of the difference
/// @param df degrees of freedom
/// @param statistic `t`
/// @param p the probability of one farther from 0 where the means do not differ
/// @param pHolm the same, adjusted for the number of pairs
/// @param hedgesG the difference in standard deviations, `t sqrt(1/n1 + 1/n2) (1 - 3 / (4 df - 1))` (Hedges
///     1981); null where `df <= 1`, for which the correction of the bias has no meaning
public record TTest(
        double n1,
        double n2,
        double standardError,
        double df,
        double statistic,
        double p,
        double pHolm,
        @Nullable Double hedgesG) {

    static TTest of(double n1, double n2, double df, double difference, double standardError) {
        double t = difference / standardError;
        double p = 2 * TDistribution.of(df).survivalProbability(Math.abs(t));
        Double g = df > 1 ? Double.valueOf(t * Math.sqrt(1 / n1 + 1 / n2) * (1 - 3 / (4 * df - 1))) : null;
        return new TTest(n1, n2, standardError, df, t, p, p, g);
    }

    TTest adjusted(double holm) {
        return new TTest(n1, n2, standardError, df, statistic, p, holm, hedgesG);
    }
}
