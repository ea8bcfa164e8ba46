package eigensweep.stats;

import org.jspecify.annotations.Nullable;

/// A category in numbers.
///
/// @param category its name
/// @param series its members
/// @param n values of all members
/// @param nEff how many independent values would know the mean as well; null if the category is constant
/// @param mean the arithmetic mean
/// @param sd the standard deviation of the values around it
/// @param standardError of the mean, `sd / sqrt(n)`: as if the values were independent
/// @param adjustedError of the mean, with the correlation along the series; null if the category is constant
public record CategorySummary(
        String category,
        int series,
        int n,
        @Nullable Double nEff,
        double mean,
        double sd,
        double standardError,
        @Nullable Double adjustedError) {

    static CategorySummary of(CategorySums sums, Autocorrelation phi) {
        double variance = sums.variance();
        Double effective = null;
        Double error = null;
        if (!sums.isConstant()) {
            effective = phi.harmonicMean(sums::effectiveCount);
            double degrees = sums.count() - 1.0;
            error = 1 / Math.sqrt(phi.mean(at -> degrees * sums.effectiveCount(at) / sums.quadratic(at)));
        }
        return new CategorySummary(
                sums.name(),
                sums.series(),
                sums.count(),
                effective,
                sums.mean(),
                Math.sqrt(variance),
                Math.sqrt(variance / sums.count()),
                error);
    }
}
