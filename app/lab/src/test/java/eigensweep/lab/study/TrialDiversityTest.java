package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.findings.TrialResult.Diversity;
import eigensweep.lab.train.Features;
import eigensweep.linalg.Backends;
import org.junit.jupiter.api.Test;

/// Diversity where the answer is known without computing.
class TrialDiversityTest {

    private static Diversity of(float[] pixels, float[] augmented, float[] plain) {
        return TrialDiversity.of(
                new Features(2, pixels, augmented, plain), Backends.open("java").backend(), 1);
    }

    @Test
    void whatHasNothingInCommonCountsFully() {
        Diversity found = of(new float[] {1, 0, 0, 2}, new float[] {1, 1, 2, 2}, new float[] {2, 2, 4, 4});
        assertThat(found.pixels()).isCloseTo(2, within(1e-12));
        assertThat(found.embeddings()).isCloseTo(1, within(1e-12));
        assertThat(found.rho()).isCloseTo(1, within(1e-12));
    }

    @Test
    void blackImagesAreAlikeAndUnlikeOthers() {
        assertThat(of(new float[] {0, 0, 0, 2}, new float[] {1, 1}, new float[] {1, 1})
                        .pixels())
                .isCloseTo(2, within(1e-12));
    }

    @Test
    void aDeadNetworkTellsNothingApart() {
        Diversity found = of(new float[] {1, 2}, new float[] {0, 0}, new float[] {0, 0});
        assertThat(found.embeddings()).isCloseTo(1, within(1e-12));
        assertThat(found.rho()).isEqualTo(1);
        assertThat(of(new float[] {1, 2}, new float[] {0, 0}, new float[] {3, 1})
                        .rho())
                .isZero();
    }
}
