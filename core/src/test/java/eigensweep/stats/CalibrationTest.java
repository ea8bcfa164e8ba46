package eigensweep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.stats.Calibration.Bin;
import eigensweep.stats.Calibration.Binning;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationTest {

    private static final double[] CONFIDENCE = {0.95, 0.55, 0.85, 0.65, 0.9, 0.6};
    private static final boolean[] RIGHT = {true, false, true, true, false, true};

    /// By hand: bins (0.5, 0.75] with 0.55 0.6 0.65 (mean 0.6, 2 of 3 right) and (0.75, 1] with 0.85 0.9 0.95
    /// (mean 0.9, 2 of 3 right).
    @Test
    void equalWidthsByHand() {
        Calibration calibration = Calibration.of(CONFIDENCE, RIGHT, 4, Binning.EQUAL_WIDTH);
        assertThat(calibration.bins()).extracting(Bin::n).containsExactly(3, 3);
        assertThat(calibration.ece()).isCloseTo((2.0 / 3 - 0.6) / 2 + (0.9 - 2.0 / 3) / 2, within(1e-15));
        assertThat(calibration.mce()).isCloseTo(0.9 - 2.0 / 3, within(1e-15));
        assertThat(calibration.accuracy()).isCloseTo(4.0 / 6, within(1e-15));
        assertThat(calibration.confidence()).isCloseTo(0.75, within(1e-15));
    }

    /// By hand: pairs 0.55 0.6 (one right), 0.65 0.85 (both), 0.9 0.95 (one).
    @Test
    void equalMassesByHand() {
        Calibration calibration = Calibration.of(CONFIDENCE, RIGHT, 3, Binning.EQUAL_MASS);
        assertThat(calibration.bins()).extracting(Bin::n).containsExactly(2, 2, 2);
        assertThat(calibration.ece())
                .isCloseTo((Math.abs(0.5 - 0.575) + (1 - 0.75) + (0.925 - 0.5)) / 3, within(1e-15));
    }

    /// Guo et al.'s bins are open below and closed above.
    @Test
    void anEdgeBelongsToTheBinBelow() {
        double[] edges = {0, 0.5, 1};
        Calibration calibration = Calibration.of(edges, new boolean[3], 2, Binning.EQUAL_WIDTH);
        assertThat(calibration.bins()).extracting(Bin::n).containsExactly(2, 1);
    }

    @Test
    void equalConfidencesShareABin() {
        double[] same = new double[10];
        Arrays.fill(same, 0.7);
        boolean[] right = new boolean[10];
        Arrays.fill(right, 0, 7, true);
        Calibration calibration = Calibration.of(same, right, Calibration.DEFAULT_BINS, Binning.EQUAL_MASS);
        assertThat(calibration.bins()).hasSize(1);
        assertThat(calibration.ece()).isCloseTo(0, within(1e-15));
    }

    /// Right with just the frequency that is claimed: the error is no more than the noise of the bins, about
    /// `sqrt(2 / pi) sqrt(c (1 - c) / n_B)` on average.
    @ParameterizedTest
    @EnumSource(Binning.class)
    void honestConfidenceHasNoError(Binning binning) {
        SplittableRandom random = new SplittableRandom(4);
        int n = 200_000;
        double[] confidence = new double[n];
        boolean[] right = new boolean[n];
        for (int i = 0; i < n; i++) {
            confidence[i] = random.nextDouble();
            right[i] = random.nextDouble() < confidence[i];
        }
        assertThat(Calibration.of(confidence, right, 15, binning).ece()).isBetween(1e-4, 0.006);
        for (int i = 0; i < n; i++) {
            confidence[i] = Math.sqrt(confidence[i]); // Always too sure: by 2/3 - 1/2 on average.
        }
        assertThat(Calibration.of(confidence, right, 15, binning).ece()).isCloseTo(1.0 / 6, within(0.005));
    }

    @Test
    void theOrderOfPredictionsDoesNotMatter() {
        double[] confidence = {0.6, 0.95, 0.9, 0.55, 0.65, 0.85};
        boolean[] right = {true, true, false, false, true, true};
        for (Binning binning : Binning.values()) {
            assertThat(Calibration.of(confidence, right, 3, binning))
                    .isEqualTo(Calibration.of(CONFIDENCE, RIGHT, 3, binning));
        }
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.of(new double[] {1.2}, new boolean[1], 15, Binning.EQUAL_WIDTH))
                .withMessageContaining("1.2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.of(new double[] {Double.NaN}, new boolean[1], 15, Binning.EQUAL_WIDTH));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.of(new double[0], new boolean[0], 15, Binning.EQUAL_WIDTH))
                .withMessageContaining("0 confidences");
    }
}
