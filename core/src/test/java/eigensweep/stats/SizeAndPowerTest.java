package eigensweep.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How often the tests reject at 5 % where nothing differs, and where something does. `docs/statistics.md` has
/// the same with ten times the draws, from `eigensweep.bench.SizeAndPower`.
class SizeAndPowerTest {

    private static final double LEVEL = 0.05;

    /// The standard error of a rate of 5 % is 0.7 %.
    private static final int DRAWS = 1000;

    /// Of the tests of 3 categories of series of one kind: how often they reject.
    private record Rates(double rawF, double adjustedF, double rawT, double adjustedT) {

        static Rates of(double phi, int layers, int members, double shift) {
            SplittableRandom random = new SplittableRandom(31L * layers + Math.round(10 * phi) + 1000L * members);
            Autoregressive noise = new Autoregressive(phi, layers, random);
            int[] rejections = new int[4];
            for (int draw = 0; draw < DRAWS; draw++) {
                List<Category> categories = noise.categories(shift, members, members, members);
                List<CategorySums> sums =
                        categories.stream().map(CategorySums::new).toList();
                Autocorrelation posterior = Autocorrelation.of(sums);
                AdjustedAnova anova = AdjustedAnova.of(sums, posterior);
                AutocorrelatedTTest pair =
                        AutocorrelatedTTest.pairs(sums.subList(0, 2), posterior).getFirst();
                count(rejections, 0, Objects.requireNonNull(anova.raw()).p());
                count(rejections, 1, Objects.requireNonNull(anova.adjusted()).p());
                count(rejections, 2, Objects.requireNonNull(pair.raw()).p());
                count(rejections, 3, Objects.requireNonNull(pair.adjusted()).p());
            }
            return new Rates(rate(rejections[0]), rate(rejections[1]), rate(rejections[2]), rate(rejections[3]));
        }

        private static void count(int[] rejections, int test, double p) {
            rejections[test] += p <= LEVEL ? 1 : 0;
        }

        private static double rate(int rejections) {
            return (double) rejections / DRAWS;
        }
    }

    @ParameterizedTest(name = "phi {0}, {1} layers, {2} members")
    @CsvSource({
        "0, 12, 1", "0.3, 12, 1", "0.6, 12, 1", "0.8, 12, 1",
        "0, 25, 1", "0.3, 25, 1", "0.6, 25, 1", "0.8, 25, 1",
        "0, 50, 1", "0.3, 50, 1", "0.6, 50, 1", "0.8, 50, 1",
        "0, 12, 4", "0.3, 12, 4", "0.6, 12, 4", "0.8, 12, 4",
        "0, 25, 4", "0.3, 25, 4", "0.6, 25, 4", "0.8, 25, 4",
        "0, 50, 4", "0.3, 50, 4", "0.6, 50, 4", "0.8, 50, 4"
    })
    void whereNothingDiffersTheAdjustedTestsRejectInThreeToSevenOfAHundred(double phi, int layers, int members) {
        Rates rates = Rates.of(phi, layers, members, 0);
        assertThat(rates.adjustedF()).as("F").isBetween(0.03, 0.07);
        assertThat(rates.adjustedT()).as("t").isBetween(0.03, 0.07);
        // As if all values were independent: 5 % only if they are.
        if (phi >= 0.6) {
            assertThat(rates.rawF()).as("raw F").isGreaterThan(0.3);
            assertThat(rates.rawT()).as("raw t").isGreaterThan(0.25);
        }
    }

    /// The least power is that of the table in `docs/statistics.md`, less four standard errors of this many
    /// draws.
    @ParameterizedTest(name = "phi {0}, {1} layers, {2} members: F finds it in {3}, t in {4}")
    @CsvSource({
        "0, 12, 4, 0.99, 0.98", "0.3, 12, 4, 0.92, 0.90", "0.6, 12, 4, 0.67, 0.65", "0.8, 12, 4, 0.41, 0.42",
        "0, 25, 4, 0.99, 0.99", "0.6, 25, 4, 0.93, 0.91", "0.8, 25, 4, 0.65, 0.65", "0.8, 50, 4, 0.90, 0.88",
        "0, 25, 1, 0.89, 0.87", "0.3, 25, 1, 0.57, 0.59", "0.3, 50, 1, 0.93, 0.91", "0.6, 50, 1, 0.57, 0.59"
    })
    void aShiftOfOneStandardDeviationIsFound(double phi, int layers, int members, double f, double t) {
        Rates rates = Rates.of(phi, layers, members, 1);
        assertThat(rates.adjustedF()).as("F").isGreaterThan(f);
        assertThat(rates.adjustedT()).as("t").isGreaterThan(t);
    }

    @Test
    void theAdjustedTestsCostNextToNothingWhereValuesAreIndependent() {
        Rates rates = Rates.of(0, 50, 4, 0.25);
        assertThat(rates.adjustedF()).isGreaterThan(rates.rawF() - 0.05);
        assertThat(rates.adjustedT()).isGreaterThan(rates.rawT() - 0.05);
    }
}
