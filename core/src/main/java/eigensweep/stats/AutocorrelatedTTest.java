package eigensweep.stats;

import eigensweep.stats.Autocorrelation.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Welch's t test of two categories whose members are series: as if all values were independent, and adjusted
/// for the correlation along the series. Variances may differ between the categories; `phi` is common to all
/// categories.
///
/// For known `phi`, `V(phi) = sum_i Q_i(phi) / ((N_i - 1) n_i(phi))` is the variance of the difference, with
/// Welch's degrees of freedom `V^2 / sum_i (V_i^2 / (N_i - 1))`. The adjusted standard error is `E[1 /
/// V]^(-1/2)` over the posterior of `phi`, and its degrees of freedom are those that `1 / V` is known with
/// ([Autocorrelation#precision]).
///
/// @param first a category
/// @param second another
/// @param difference the mean of the first less that of the second
/// @param raw the textbook test
/// @param adjusted the test with effective sizes
/// @param reason why both are null; otherwise empty
public record AutocorrelatedTTest(
        String first,
        String second,
        double difference,
        @Nullable TTest raw,
        @Nullable TTest adjusted,
        String reason) {

    /// Tests every pair; p-values are adjusted by [Holm]'s method for the pairs that could be tested.
    public static List<AutocorrelatedTTest> pairs(List<Category> categories) {
        List<CategorySums> sums = categories.stream().map(CategorySums::new).toList();
        return pairs(sums, Autocorrelation.of(sums));
    }

    static List<AutocorrelatedTTest> pairs(List<CategorySums> categories, Autocorrelation phi) {
        List<AutocorrelatedTTest> tests = new ArrayList<>();
        for (int i = 0; i < categories.size(); i++) {
            for (int j = i + 1; j < categories.size(); j++) {
                tests.add(of(categories.get(i), categories.get(j), phi));
            }
        }
        double[] raw = Holm.adjust(tests.stream()
                .filter(test -> test.raw != null)
                .mapToDouble(test -> Objects.requireNonNull(test.raw).p())
                .toArray());
        double[] adjusted = Holm.adjust(tests.stream()
                .filter(test -> test.adjusted != null)
                .mapToDouble(test -> Objects.requireNonNull(test.adjusted).p())
                .toArray());
        int next = 0;
        for (int i = 0; i < tests.size(); i++) {
            AutocorrelatedTTest test = tests.get(i);
            if (test.raw != null && test.adjusted != null) {
                tests.set(i, test.with(test.raw.adjusted(raw[next]), test.adjusted.adjusted(adjusted[next])));
                next++;
            }
        }
        return tests;
    }

    private AutocorrelatedTTest with(TTest newRaw, TTest newAdjusted) {
        return new AutocorrelatedTTest(first, second, difference, newRaw, newAdjusted, reason);
    }

    private static AutocorrelatedTTest of(CategorySums a, CategorySums b, Autocorrelation phi) {
        double difference = a.mean() - b.mean();
        double rawVariance = a.variance() / a.count() + b.variance() / b.count();
        if (a.isConstant() && b.isConstant()) {
            return undefined(a, b, "neither varies: there is no error to compare the difference with");
        }
        if (!(rawVariance > 0) || !Double.isFinite(rawVariance)) {
            return undefined(a, b, "the variance " + rawVariance + " leaves the range of float64");
        }
        double rawDegrees = welch(a, b, a.variance() / a.count(), b.variance() / b.count());
        TTest raw = TTest.of(a.count(), b.count(), rawDegrees, difference, Math.sqrt(rawVariance));
        Precision precision = phi.precision(
                at -> 1 / (variance(a, at) + variance(b, at)), at -> welch(a, b, variance(a, at), variance(b, at)));
        TTest adjusted = TTest.of(
                phi.harmonicMean(a::effectiveCount),
                phi.harmonicMean(b::effectiveCount),
                precision.degrees(),
                difference,
                1 / Math.sqrt(precision.mean()));
        return new AutocorrelatedTTest(a.name(), b.name(), difference, raw, adjusted, "");
    }

    private static AutocorrelatedTTest undefined(CategorySums a, CategorySums b, String reason) {
        return new AutocorrelatedTTest(a.name(), b.name(), a.mean() - b.mean(), null, null, reason);
    }

    /// The variance of a category's mean for known `phi`.
    private static double variance(CategorySums category, double phi) {
        return category.isConstant()
                ? 0
                : category.quadratic(phi) / ((category.count() - 1) * category.effectiveCount(phi));
    }

    /// Welch's degrees of freedom of a sum of two variances.
    private static double welch(CategorySums a, CategorySums b, double variance1, double variance2) {
        double share = variance1 / (variance1 + variance2);
        return 1 / (share * share / (a.count() - 1) + (1 - share) * (1 - share) / (b.count() - 1));
    }
}
