package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SpectrumTest {

    private static Spectrum of(double... eigenvalues) {
        return new Spectrum(eigenvalues, 100, eigenvalues.length, 1e-3, false);
    }

    @Test
    void countsAsZeroWhatIsNotAboveTheResolution() {
        Spectrum spectrum = of(0, 1e-9, 0.002, 0.00201, 1, 2);

        assertThat(spectrum.zeros()).isEqualTo(3);
        assertThat(spectrum.rank()).isEqualTo(3);
    }

    @Test
    void ofTheZeroMatrixHasNoRank() {
        assertThat(of(0, 0, 0).rank()).isZero();
        assertThat(of(0, 0, 0).zeros()).isEqualTo(3);
    }

    @Test
    void keepsItsRankUnderAnyScale() {
        Spectrum spectrum = of(0, 1e-9, 0.0019, 0.00201, 1, 2);

        assertThat(spectrum.times(1e-200).rank()).isEqualTo(3);
        assertThat(spectrum.times(1e200).rank()).isEqualTo(3);
    }

    @Test
    void isNotChangedByScaling() {
        Spectrum spectrum = of(1, 2);

        assertThat(spectrum.times(3).eigenvalues()).containsExactly(3, 6);
        assertThat(spectrum.eigenvalues()).containsExactly(1, 2);
        assertThat(spectrum.smallest()).isEqualTo(1);
        assertThat(spectrum.largest()).isEqualTo(2);
    }

    @Test
    void refusesToBeEmpty() {
        assertThatIllegalArgumentException().isThrownBy(SpectrumTest::of);
    }
}
