package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormsTest {

    private static Norms of(double... eigenvalues) {
        return Norms.of(new Spectrum(eigenvalues, 10, eigenvalues.length, 1e-13, false));
    }

    @Test
    void areTheSumAndTheLargestOfTheEigenvalues() {
        Norms norms = of(0, 10, 40, 50);

        assertThat(norms.norm()).isEqualTo(100);
        assertThat(norms.logNorm()).isEqualTo(2);
        assertThat(norms.spectralNorm()).isEqualTo(50);
        assertThat(norms.logSpectralNorm()).isEqualTo(Math.log10(50));
        assertThat(norms.stableRank()).isEqualTo(2);
    }

    @Test
    void ofEqualEigenvaluesHaveFullStableRank() {
        assertThat(of(7, 7, 7, 7, 7).stableRank()).isEqualTo(5);
        assertThat(of(7).stableRank()).isEqualTo(1);
    }

    @Test
    void haveNoLogarithmsForTheZeroMatrix() {
        assertThat(of(0, 0)).isEqualTo(new Norms(0, null, 0, null, null));
    }

    @Test
    void growWithTheScaleButTheStableRankDoesNot() {
        Norms small = of(1e-300, 3e-300);

        assertThat(small.stableRank()).isCloseTo(4.0 / 3, within(1e-15));
        assertThat(small.logNorm()).isCloseTo(Math.log10(4) - 300, within(1e-12));
    }
}
