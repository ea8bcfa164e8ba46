package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LinearDensityTest {

    /// scikit-learn 1.9.1: `KernelDensity(kernel="linear", bandwidth=0.1)` of these points there.
    @Test
    void isScikitLearns() {
        double[] points = {0, 0.05, 0.31, 0.31, 0.9, 1.7};
        double[] x = {0, 0.04, 0.1, 0.25, 0.31, 0.405, 0.85, 1.0, 1.2, 1.7};
        double[] expected = {2.5, 2.5, 2.5 / 3, 4.0 / 3, 10.0 / 3, 1.0 / 6, 2.5 / 3, 0, 0, 5.0 / 3};

        assertThat(LinearDensity.of(points, 0.1, x).y()).containsExactly(expected, within(1e-13));
    }

    @Test
    void keepsWhatExceedsAThreshold() {
        LinearDensity density = new LinearDensity(new double[] {1, 2, 3, 4}, new double[] {0, 0.5, 2, 0.1});

        LinearDensity kept = density.above(0.1);

        assertThat(kept.x()).containsExactly(2, 3);
        assertThat(kept.y()).containsExactly(0.5, 2);
        assertThat(kept.mode()).isEqualTo(3);
    }
}
