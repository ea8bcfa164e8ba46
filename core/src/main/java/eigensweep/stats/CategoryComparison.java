package eigensweep.stats;

import eigensweep.table.Field;
import java.util.Arrays;
import java.util.List;

/// All that is tested of a set of categories.
///
/// @param phi the correlation of a value with the next of its series, common to all: its posterior mean
/// @param phiLow the 2.5 % point of its posterior
/// @param phiHigh the 97.5 % point
/// @param categories in numbers
/// @param anova of all categories
/// @param pairs of categories, each tested
/// @param memberAnova the same test of the members' means, one value a series: what remains where members of a
///     category differ in level, which the tests along the series take for no more than noise along them.
///     Without a value if no category has two members that differ
public record CategoryComparison(
        double phi,
        double phiLow,
        double phiHigh,
        List<CategorySummary> categories,
        @Field(written = false) AdjustedAnova anova,
        @Field(written = false) List<AutocorrelatedTTest> pairs,
        @Field(written = false) AdjustedAnova memberAnova) {

    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;

    /// Compares categories.
    ///
    /// @throws IllegalArgumentException if there are fewer than two
    public static CategoryComparison of(List<Category> categories) {
        List<CategorySums> sums = categories.stream().map(CategorySums::new).toList();
        Autocorrelation phi = Autocorrelation.of(sums);
        return new CategoryComparison(
                phi.mean(at -> at),
                phi.quantile(LOW),
                phi.quantile(HIGH),
                sums.stream().map(category -> CategorySummary.of(category, phi)).toList(),
                AdjustedAnova.of(sums, phi),
                AutocorrelatedTTest.pairs(sums, phi),
                members(categories));
    }

    private static AdjustedAnova members(List<Category> categories) {
        for (Category category : categories) {
            if (category.series().size() < 2) {
                return new AdjustedAnova(null, null, "category " + category.name() + " has one member");
            }
        }
        return AdjustedAnova.of(categories.stream()
                .map(category -> new Category(
                        category.name(),
                        category.series().stream()
                                .map(series -> new double[] {
                                    Arrays.stream(series).average().orElseThrow()
                                })
                                .toList()))
                .toList());
    }
}
