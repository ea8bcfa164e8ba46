package eigensweep.stats;

import static eigensweep.stats.ReferenceData.category;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AdjustedAnovaTest {

    private static final Offset<Double> DIGITS = within(1e-11);

    private static FTest raw(List<Category> categories) {
        return Objects.requireNonNull(AdjustedAnova.of(categories).raw());
    }

    private static FTest adjusted(List<Category> categories) {
        return Objects.requireNonNull(AdjustedAnova.of(categories).adjusted());
    }

    /// statsmodels 0.15.0 `anova_lm`, numpy 2.4.6: scripts/references/statistics.py.
    @Test
    void rawIsTheTextbookTestOfPlantGrowth() {
        FTest test = raw(ReferenceData.growth());
        assertThat(test.n()).isEqualTo(30);
        assertThat(test.df1()).isEqualTo(2);
        assertThat(test.df2()).isEqualTo(27);
        assertThat(test.statistic()).isCloseTo(4.846087862380138, DIGITS);
        assertThat(test.p()).isCloseTo(0.01590995832562288, DIGITS);
        assertThat(test.etaSquared()).isCloseTo(0.26414829683211977, DIGITS);
        assertThat(test.omegaSquared()).isCloseTo(0.20407884598996998, DIGITS);
    }

    /// NIST StRD, SiRstv: the certified F is 1.18046237440255E+00.
    @Test
    void rawIsNistsCertifiedValue() {
        List<Category> instruments = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            instruments.add(category("instrument " + i, ReferenceData.SILICON[i]));
        }
        assertThat(raw(instruments).statistic()).isCloseTo(1.18046237440255, within(1e-12));
        assertThat(raw(instruments).p()).isCloseTo(0.3494474934022345, DIGITS);
    }

    /// statsmodels 0.15.0, as above.
    @Test
    void categoriesMayDifferInSize() {
        FTest test = raw(List.of(
                category("ctrl", ReferenceData.CTRL),
                category("trt1", Arrays.copyOf(ReferenceData.TRT1, 6)),
                category("trt2", Arrays.copyOf(ReferenceData.TRT2, 3))));
        assertThat(test.statistic()).isCloseTo(3.457492374040803, DIGITS);
        assertThat(test.p()).isCloseTo(0.05649412429166493, DIGITS);
        assertThat(test.omegaSquared()).isCloseTo(0.2055190417216304, DIGITS);
    }

    /// Series of one value have no neighbours: whatever `phi` is, the values are independent.
    @Test
    void withoutSeriesTheAdjustedTestIsTheTextbookTest() {
        List<Category> alone = ReferenceData.growth().stream()
                .map(category -> new Category(
                        category.name(),
                        Arrays.stream(category.series().getFirst())
                                .mapToObj(value -> new double[] {value})
                                .toList()))
                .toList();
        FTest raw = raw(alone);
        FTest adjusted = adjusted(alone);
        assertThat(adjusted.statistic()).isCloseTo(raw.statistic(), DIGITS);
        assertThat(adjusted.df2()).isCloseTo(27, within(1e-9));
        assertThat(adjusted.p()).isCloseTo(raw.p(), DIGITS);
        assertThat(adjusted.n()).isCloseTo(30, within(1e-9));
    }

    /// `n (1 - phi) / (1 + phi)` is what a long series is worth.
    @Test
    void effectiveSizesOfLongSeriesAreWhatTheirCorrelationSays() {
        Autoregressive noise = new Autoregressive(0.6, 4000, new SplittableRandom(5));
        CategoryComparison comparison = CategoryComparison.of(noise.categories(0, 2, 3));
        assertThat(comparison.phi()).isCloseTo(0.6, within(0.02));
        assertThat(comparison.phiLow()).isLessThan(0.6);
        assertThat(comparison.phiHigh()).isGreaterThan(0.6);
        assertThat(comparison.categories())
                .extracting(CategorySummary::nEff)
                .satisfiesExactly(
                        first -> assertThat(first).isCloseTo(2000, within(150.0)),
                        second -> assertThat(second).isCloseTo(3000, within(225.0)));
    }

    @Test
    void neitherShiftNorScaleChangesIt() {
        List<Category> categories = new Autoregressive(0.5, 20, new SplittableRandom(9)).categories(0.7, 2, 1, 3);
        List<Category> moved = categories.stream()
                .map(category -> new Category(
                        category.name(),
                        category.series().stream()
                                .map(series -> Arrays.stream(series)
                                        .map(value -> 1e6 + 1e-3 * value)
                                        .toArray())
                                .toList()))
                .toList();
        assertThat(adjusted(moved).statistic()).isCloseTo(adjusted(categories).statistic(), within(1e-4));
        assertThat(adjusted(moved).df2()).isCloseTo(adjusted(categories).df2(), within(1e-3));
    }

    @Test
    void equalMeansGiveNoReasonToRejectAnything() {
        List<Category> same = List.of(category("a", ReferenceData.HURON), category("b", ReferenceData.HURON));
        assertThat(adjusted(same).statistic()).isZero();
        assertThat(adjusted(same).p()).isEqualTo(1);
        assertThat(adjusted(same).df2()).isPositive();
    }

    @Test
    void constantCategoriesHaveNoErrorAndSaySo() {
        AdjustedAnova anova = AdjustedAnova.of(List.of(category("a", 0.1, 0.1, 0.1), category("b", 0.3, 0.3, 0.3)));
        assertThat(anova.raw()).isNull();
        assertThat(anova.adjusted()).isNull();
        assertThat(anova.reason()).contains("no category varies");
    }

    @Test
    void oneConstantCategoryAmongOthersIsCounted() {
        AdjustedAnova anova = AdjustedAnova.of(List.of(category("a", 1, 1, 1, 1), category("b", 2, 3, 1, 4)));
        assertThat(Objects.requireNonNull(anova.adjusted()).p()).isBetween(0.0, 1.0);
    }

    @Test
    void membersThatDifferInLevelAreTestedByTheirMeansToo() {
        CategoryComparison comparison = CategoryComparison.of(List.of(
                new Category("a", List.of(new double[] {1, 2, 3}, new double[] {4, 5, 6})),
                new Category("b", List.of(new double[] {2, 3, 4}, new double[] {6, 7, 8}))));
        FTest means = Objects.requireNonNull(comparison.memberAnova().raw());
        // Means 2 and 5 against 3 and 7: between 2.25, within 4.5 + 8 over 2.
        assertThat(means.statistic()).isCloseTo(2.25 / 6.25, DIGITS);
        assertThat(means.df2()).isEqualTo(2);
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdjustedAnova.of(List.of(category("a", 1, 2, 3))))
                .withMessageContaining("at least 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> category("a", 1, Double.NaN))
                .withMessageContaining("category a holds NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> category("a", 1))
                .withMessageContaining("category a has 1 value");
    }
}
