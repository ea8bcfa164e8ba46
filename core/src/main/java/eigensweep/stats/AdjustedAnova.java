package eigensweep.stats;

import eigensweep.stats.Autocorrelation.Precision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One-way analysis of variance over categories whose members are series: as if all values were independent,
/// and adjusted for the correlation along the series.
///
/// For known `phi`, with `n_i(phi)` the effective size of category `i`, `s^2(phi) = sum_i Q_i(phi) / (N - K)`
/// the generalised least-squares variance, and `m` the mean of the category means weighted by `n_i(phi)`,
///
/// `F(phi) = sum_i n_i(phi) (m_i - m)^2 / ((K - 1) s^2(phi))`.
///
/// The adjusted statistic is its mean over the posterior of `phi`; its error degrees of freedom are those that
/// the precision `sum_i n_i(phi) / s^2(phi)` is known with ([Autocorrelation#precision]).
///
/// @param raw the textbook test
/// @param adjusted the test with effective sizes
/// @param reason why both are null; otherwise empty
public record AdjustedAnova(@Nullable FTest raw, @Nullable FTest adjusted, String reason) {

    /// Tests whether the categories' means are equal.
    ///
    /// @throws IllegalArgumentException if there are fewer than two categories
    public static AdjustedAnova of(List<Category> categories) {
        List<CategorySums> sums = categories.stream().map(CategorySums::new).toList();
        return of(sums, Autocorrelation.of(sums));
    }

    static AdjustedAnova of(List<CategorySums> categories, Autocorrelation phi) {
        int df1 = categories.size() - 1;
        if (df1 < 1) {
            throw new IllegalArgumentException(categories.size() + " category; a difference takes at least 2");
        }
        double count = categories.stream().mapToInt(CategorySums::count).sum();
        double df2 = count - categories.size();
        double within = categories.stream().mapToDouble(CategorySums::squares).sum();
        if (categories.stream().allMatch(CategorySums::isConstant)) {
            return new AdjustedAnova(null, null, "no category varies: there is no error to compare a difference with");
        }
        if (!(within > 0) || !Double.isFinite(within)) {
            return new AdjustedAnova(null, null, "the sum of squares " + within + " leaves the range of float64");
        }
        double[] sizes = categories.stream().mapToDouble(CategorySums::count).toArray();
        FTest raw = FTest.of(count, df1, df2, between(categories, sizes) / df1 / (within / df2));
        double statistic =
                phi.mean(at -> between(categories, sizes(categories, at)) / df1 / variance(categories, at, df2));
        Precision precision =
                phi.precision(at -> sum(sizes(categories, at)) / variance(categories, at, df2), at -> df2);
        double effective = phi.harmonicMean(at -> sum(sizes(categories, at)));
        return new AdjustedAnova(raw, FTest.of(effective, df1, precision.degrees(), statistic), "");
    }

    /// `sum_i n_i (m_i - m)^2`.
    private static double between(List<CategorySums> categories, double[] sizes) {
        double origin = categories.getFirst().mean();
        double shift = 0;
        for (int i = 0; i < sizes.length; i++) {
            shift += sizes[i] * (categories.get(i).mean() - origin);
        }
        shift /= sum(sizes);
        double between = 0;
        for (int i = 0; i < sizes.length; i++) {
            double deviation = (categories.get(i).mean() - origin) - shift;
            between += sizes[i] * deviation * deviation;
        }
        return between;
    }

    private static double[] sizes(List<CategorySums> categories, double phi) {
        return categories.stream()
                .mapToDouble(category -> category.effectiveCount(phi))
                .toArray();
    }

    private static double variance(List<CategorySums> categories, double phi, double degrees) {
        return categories.stream()
                        .mapToDouble(category -> category.isConstant() ? 0 : category.quadratic(phi))
                        .sum()
                / degrees;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
