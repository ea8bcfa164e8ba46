package eigensweep.spectrum;

import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Values of whole spectra are NumPy's, in [LayerMetricsTest].
class HillFitTest {

    private static final double RESOLUTION = 1e-13;

    private static Spectrum spectrum(double... eigenvalues) {
        return new Spectrum(eigenvalues, 100, eigenvalues.length, RESOLUTION, false);
    }

    private static HillFit fit(Spectrum spectrum) {
        return Objects.requireNonNull(HillFit.of(spectrum));
    }

    /// Of five the third is the first of the tail: `k = 3`, `sum ln = 0 + 1 + 2`. At `e` the law has reached `1 - e^-1`
    /// and the points a third, at `e^2` `1 - e^-2` and two thirds.
    @Test
    void startsAtTheMedian() {
        HillFit fit = fit(spectrum(0.5, 0.7, 1, Math.E, Math.E * Math.E));

        assertThat(fit.hillXmin()).isEqualTo(1);
        assertThat(fit.alphaHill()).isCloseTo(2, within(1e-15));
        assertThat(fit.hillD()).isCloseTo(1 - Math.exp(-1) - 1.0 / 3, within(1e-15));
    }

    /// `i = floor(n / 2)` counted from 0: of an even number the upper median, and one eigenvalue fewer.
    @Test
    void ofAnEvenNumberStartsAtTheUpperMedian() {
        assertThat(fit(spectrum(0.5, 0.7, 1, 2))).isEqualTo(fit(spectrum(0.2, 0.9, 1, 2)));
        assertThat(fit(spectrum(0.5, 0.7, 1, 2)).hillXmin()).isEqualTo(1);
    }

    /// The published code can leave out what is below the absolute 1e-5, and then has another median for other units.
    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {1e-12, 1e-150, 1e150})
    void doesNotDependOnTheScale(double factor) {
        Spectrum spectrum = spectrum(sequence(300, i -> Math.pow(1 - (i + 0.5) / 300, -0.5)));
        HillFit plain = fit(spectrum);

        HillFit scaled = fit(spectrum.times(factor));

        assertThat(scaled.alphaHill()).isCloseTo(plain.alphaHill(), within(1e-12));
        assertThat(scaled.hillXmin()).isCloseTo(factor * plain.hillXmin(), within(1e-15 * factor));
        assertThat(scaled.hillD()).isCloseTo(plain.hillD(), within(1e-12));
    }

    /// Zeros count: of six with two zeros the tail has the three largest, not the two of the four that are none.
    @Test
    void countsZeros() {
        assertThat(fit(spectrum(0, 1e-17, 1, 2, 3, 4)).hillXmin()).isEqualTo(2);
    }

    @Test
    void isUndefinedWhereTheMedianIsZero() {
        Spectrum spectrum = spectrum(0, 1e-17, 2e-16, 2, 3);

        assertThat(HillFit.of(spectrum)).isNull();
        assertThat(HillFit.whyNot(spectrum)).contains("more than half of the eigenvalues are zero");
    }

    @Test
    void isUndefinedWhereTheLargerHalfIsFlat() {
        for (double[] eigenvalues : new double[][] {{3}, {1, 3}, {1, 2, 3, 3, 3 + 1e-15}}) {
            assertThat(HillFit.of(spectrum(eigenvalues)))
                    .as(Arrays.toString(eigenvalues))
                    .isNull();
            assertThat(HillFit.whyNot(spectrum(eigenvalues))).contains("larger half of the eigenvalues are all equal");
        }
    }

    /// The promise is 1e-8 of a median that is good to `eps (4 + sqrt(3) / 4) / lambda`: 5.6e-8 of the
    /// largest.
    @Test
    void isUndefinedWhereTheGramMatrixHoldsTooFewDigits() {
        assertThat(HillFit.of(spectrum(1e-9, 5.6e-8, 1))).isNull();
        assertThat(HillFit.whyNot(spectrum(1e-9, 5.6e-8, 1))).contains("--method svd");
        assertThat(HillFit.of(spectrum(1e-9, 5.8e-8, 1))).isNotNull();
        assertThat(HillFit.of(new Spectrum(new double[] {1e-9, 5.6e-8, 1}, 9, 3, 1e-30, true)))
                .isNotNull();
    }
}
