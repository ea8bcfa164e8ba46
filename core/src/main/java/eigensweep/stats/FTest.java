package eigensweep.stats;

import org.apache.commons.statistics.distribution.FDistribution;

/// An F test of the means of categories, and how much of the spread lies between them.
///
/// @param n how many values it counts: the values, or the effective size of all categories
/// @param df1 categories less one
/// @param df2 degrees of freedom of the error
/// @param statistic `F`
/// @param p the probability of a larger one where no mean differs
/// @param etaSquared `df1 F / (df1 F + df2)`: the share of the sum of squares that lies between categories
/// @param omegaSquared `df1 (F - 1) / (df1 F + df2 + 1)`: the same with less bias; negative where `F < 1`
public record FTest(
        double n, double df1, double df2, double statistic, double p, double etaSquared, double omegaSquared) {

    static FTest of(double n, double df1, double df2, double statistic) {
        double between = df1 * statistic;
        double p = FDistribution.of(df1, df2).survivalProbability(statistic);
        return new FTest(
                n, df1, df2, statistic, p, between / (between + df2), df1 * (statistic - 1) / (between + df2 + 1));
    }
}
