package eigensweep.stats;

import static eigensweep.stats.ReferenceData.category;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AutocorrelatedTTestTest {

    private static final Offset<Double> DIGITS = within(1e-11);

    private static void assertRaw(AutocorrelatedTTest test, double t, double df, double p, double holm) {
        TTest raw = Objects.requireNonNull(test.raw());
        assertThat(raw.statistic()).isCloseTo(t, DIGITS);
        assertThat(raw.df()).isCloseTo(df, DIGITS);
        assertThat(raw.p()).isCloseTo(p, DIGITS);
        assertThat(raw.pHolm()).isCloseTo(holm, DIGITS);
    }

    /// SciPy 1.17.1 `ttest_ind(equal_var=False)`, statsmodels 0.15.0 `multipletests(method='holm')`:
    /// scripts/references/statistics.py.
    @Test
    void rawIsWelchsTestOfPlantGrowthWithHolmsAdjustment() {
        List<AutocorrelatedTTest> pairs = AutocorrelatedTTest.pairs(ReferenceData.growth());
        assertThat(pairs).extracting(AutocorrelatedTTest::first).containsExactly("ctrl", "ctrl", "trt1");
        assertThat(pairs).extracting(AutocorrelatedTTest::second).containsExactly("trt1", "trt2", "trt2");
        assertRaw(pairs.get(0), 1.191260381848701, 16.5235850568593, 0.2503825085875489, 0.2503825085875489);
        assertRaw(pairs.get(1), -2.1340204531240654, 16.785764482605718, 0.04789925560196889, 0.09579851120393779);
        assertRaw(pairs.get(2), -3.0100985421243616, 14.103569122760339, 0.009298404717269842, 0.027895214151809525);
    }

    /// SciPy 1.17.1, as above.
    @Test
    void categoriesMayDifferInSize() {
        AutocorrelatedTTest test = AutocorrelatedTTest.pairs(List.of(
                        category("ctrl", ReferenceData.CTRL), category("trt2", Arrays.copyOf(ReferenceData.TRT2, 3))))
                .getFirst();
        assertRaw(test, -1.5845571962012612, 3.220858246674594, 0.2050419886382413, 0.2050419886382413);
    }

    @Test
    void withoutSeriesTheAdjustedTestIsWelchs() {
        List<Category> alone = ReferenceData.growth().stream()
                .map(category -> new Category(
                        category.name(),
                        Arrays.stream(category.series().getFirst())
                                .mapToObj(value -> new double[] {value})
                                .toList()))
                .toList();
        for (AutocorrelatedTTest test : AutocorrelatedTTest.pairs(alone)) {
            TTest raw = Objects.requireNonNull(test.raw());
            TTest adjusted = Objects.requireNonNull(test.adjusted());
            assertThat(adjusted.statistic()).isCloseTo(raw.statistic(), DIGITS);
            assertThat(adjusted.df()).isCloseTo(raw.df(), within(1e-9));
            assertThat(adjusted.pHolm()).isCloseTo(raw.pHolm(), DIGITS);
            assertThat(adjusted.n1()).isCloseTo(10, within(1e-9));
        }
    }

    /// `t sqrt(1/10 + 1/10) (1 - 3 / (4 df - 1))` of the first pair.
    @Test
    void effectSizesAreCorrectedForTheirBias() {
        TTest raw = Objects.requireNonNull(
                AutocorrelatedTTest.pairs(ReferenceData.growth()).getFirst().raw());
        assertThat(raw.hedgesG())
                .isCloseTo(1.191260381848701 * Math.sqrt(0.2) * (1 - 3 / (4 * 16.5235850568593 - 1)), DIGITS);
    }

    @Test
    void correlatedSeriesKnowLessThanTheyHaveValues() {
        double[] shifted = Arrays.stream(ReferenceData.HURON).map(x -> x + 0.6).toArray();
        AutocorrelatedTTest test = AutocorrelatedTTest.pairs(
                        List.of(category("a", ReferenceData.HURON), category("b", shifted)))
                .getFirst();
        TTest raw = Objects.requireNonNull(test.raw());
        TTest adjusted = Objects.requireNonNull(test.adjusted());
        assertThat(test.difference()).isCloseTo(-0.6, DIGITS);
        assertThat(raw.p()).isLessThan(0.05);
        assertThat(adjusted.p()).isGreaterThan(0.3);
        assertThat(adjusted.n1()).isLessThan(8);
        assertThat(adjusted.standardError()).isGreaterThan(2 * raw.standardError());
    }

    @Test
    void aPairOfConstantsHasNoTestAndTheOthersHave() {
        List<AutocorrelatedTTest> pairs = AutocorrelatedTTest.pairs(
                List.of(category("a", 1, 1, 1), category("b", 2, 2, 2), category("c", 1, 3, 2)));
        assertThat(pairs.get(0).raw()).isNull();
        assertThat(pairs.get(0).reason()).contains("neither varies");
        assertThat(pairs.get(1).adjusted()).isNotNull();
        assertThat(pairs.get(2).adjusted()).isNotNull();
    }
}
