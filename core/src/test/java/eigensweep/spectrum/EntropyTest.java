package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntropyTest {

    /// WeightWatcher adds 1e-10 to each probability: what a closed form is off by.
    private static final double WEIGHTWATCHERS_EPS = 1e-8;

    private static Spectrum of(double... eigenvalues) {
        return new Spectrum(eigenvalues, 10, eigenvalues.length, 1e-13, false);
    }

    private static Spectrum equal(int count, double value) {
        double[] eigenvalues = new double[count];
        Arrays.fill(eigenvalues, value);
        return of(eigenvalues);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {2, 3, 10, 50})
    void ofEqualEigenvaluesIsOne(int count) {
        assertThat(Entropy.normalised(equal(count, 4))).isCloseTo(1.0, within(WEIGHTWATCHERS_EPS * count));
    }

    /// `-(p ln p + q ln q) / ln 2`.
    @ParameterizedTest(name = "p = {0}")
    @ValueSource(doubles = {0.5, 0.25, 0.1, 0.01})
    void ofTwoEigenvaluesIsTheBinaryEntropy(double p) {
        double bits = -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);

        assertThat(Entropy.normalised(of(7 * p, 7 * (1 - p)))).isCloseTo(bits, within(WEIGHTWATCHERS_EPS));
    }

    /// Zeros add nothing to the sum, and do not count in the rank that it is divided by.
    @Test
    void isThatOfTheEigenvaluesThatAreNotZero() {
        assertThat(Entropy.normalised(of(0, 0, 0, 1, 1))).isCloseTo(1.0, within(WEIGHTWATCHERS_EPS));
    }

    @Test
    void doesNotDependOnTheScaleWhenNormalised() {
        Double plain = Entropy.normalised(of(1, 2, 3, 5));

        assertThat(Entropy.normalised(of(1e-9, 2e-9, 3e-9, 5e-9))).isCloseTo(plain, within(1e-14));
    }

    @Test
    void isUndefinedBelowRankTwo() {
        assertThat(Entropy.normalised(of(0, 0, 3))).isNull();
        assertThat(Entropy.normalised(of(3))).isNull();
        assertThat(Entropy.normalised(of(0, 0))).isNull();
    }

    @Test
    void ofEqualValuesHasTheirNumberAsItsRank() {
        double[] values = {0, 0, 3, 3, 3};

        assertThat(Entropy.effectiveRank(values)).isCloseTo(3, within(1e-14));
        assertThat(Entropy.participationRatio(values)).isEqualTo(3);
    }

    /// Of p = 1/4 and 3/4: `exp(H) = 4 / 3^(3/4)` and `1 / (p^2 + q^2) = 8/5`, at any scale.
    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {1, 1e-300, 1e300})
    void hasARankThatDoesNotDependOnTheScale(double factor) {
        double[] values = {factor / 4, 3 * factor / 4};

        assertThat(Entropy.effectiveRank(values)).isCloseTo(4 / Math.pow(3, 0.75), within(1e-15));
        assertThat(Entropy.participationRatio(values)).isCloseTo(1.6, within(1e-15));
    }

    /// PAPER F7.
    @Test
    void ofThePaperIsNeitherNormalisedNorBounded() {
        assertThat(Entropy.unnormalised(of(1, 1, 1))).isZero();
        assertThat(Entropy.unnormalised(of(0, 0))).isZero();
        assertThat(Entropy.unnormalised(of(Math.exp(-1)))).isCloseTo(Math.exp(-1), within(1e-15));
        assertThat(Entropy.unnormalised(of(0.5, Math.E))).isCloseTo(0.5 * Math.log(2) - Math.E, within(1e-15));
    }
}
