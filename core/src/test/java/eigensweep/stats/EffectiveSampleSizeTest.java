package eigensweep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveSampleSizeTest {

    private static final Offset<Double> DIGITS = within(1e-11);

    /// statsmodels 0.15.0 (`acf`, OLS with HAC errors), numpy 2.4.6: scripts/references/statistics.py.
    @Test
    void ofLakeHuron() {
        EffectiveSampleSize size = EffectiveSampleSize.of(ReferenceData.HURON);
        assertThat(size.n()).isEqualTo(24);
        assertThat(size.phi()).isCloseTo(0.9484273928617574, DIGITS);
        assertThat(size.lag1()).isCloseTo(1.4631409754357965, DIGITS);
        assertThat(size.geyer()).isCloseTo(4.302434437548235, DIGITS);
        assertThat(size.neweyWestVariance()).isCloseTo(0.10312546296296307, DIGITS);
        assertThat(size.neweyWest()).isCloseTo(9.798178234890068, DIGITS);
        assertThat(size.reason()).isEmpty();
    }

    /// `n (1 - phi) / (1 + phi)` for a long series; the Bartlett kernel cuts its tail, and so overstates.
    @ParameterizedTest(name = "phi = {0}")
    @CsvSource({"0, 20000", "0.5, 6667", "0.8, 2222", "-0.3, 37143"})
    void ofALongAutoregressionIsKnown(double phi, double expected) {
        double[] series = new Autoregressive(phi, 20_000, new SplittableRandom(3)).series(0);
        EffectiveSampleSize size = EffectiveSampleSize.of(series);
        assertThat(size.lag1()).isCloseTo(expected, within(0.1 * expected));
        assertThat(size.geyer()).isCloseTo(expected, within(0.25 * expected));
        assertThat(size.neweyWest()).isBetween(0.8 * expected, 1.6 * expected);
    }

    @ParameterizedTest(name = "phi {0}, n {1}")
    @CsvSource({"0.7, 1", "0.7, 2", "0.7, 9", "-0.6, 7", "0.99, 2", "0, 5", "0.99, 300"})
    void theSumOfAllCorrelationsHasAClosedForm(double phi, int n) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                sum += Math.pow(phi, Math.abs(j - k));
            }
        }
        assertThat(EffectiveSampleSize.sumOfCorrelations(phi, n)).isCloseTo(sum, within(1e-11 * sum));
    }

    @Test
    void anAlternatingSeriesIsWorthMoreThanItsLengthButNotWithoutBound() {
        double[] series = new double[100];
        Arrays.setAll(series, t -> t % 2);
        EffectiveSampleSize size = EffectiveSampleSize.of(series);
        assertThat(size.lag1()).isGreaterThan(100);
        assertThat(size.geyer()).isEqualTo(200); // n log10 n
    }

    @Test
    void degenerateSeriesAreAnsweredWithAReason() {
        assertUndefined("all 5 values are 0.1", 0.1, 0.1, 0.1, 0.1, 0.1);
        assertUndefined("3 values; an autocorrelation takes at least 4", 1, 2, 3);
        assertUndefined("0 values; an autocorrelation takes at least 4");
        assertUndefined("value 3 is NaN", 1, 2, Double.NaN, 4, 5);
        assertUndefined("value 1 is Infinity", Double.POSITIVE_INFINITY, 2, 3, 4);
        assertUndefined("leaves the range of float64", 1e200, -1e200, 1e200, -1e200);
    }

    private static void assertUndefined(String reason, double... series) {
        EffectiveSampleSize size = EffectiveSampleSize.of(series);
        assertThat(size.reason()).contains(reason);
        assertThat(size.phi()).isNull();
        assertThat(size.lag1()).isNull();
        assertThat(size.geyer()).isNull();
        assertThat(size.neweyWest()).isNull();
        assertThat(size.neweyWestVariance()).isNull();
    }
}
