package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Mixing against torchvision's `v2.MixUp`; shares against the moments of the beta distribution.
class MixupTest {

    private static final int DRAWS = 40_000;

    @Test
    void mixesAsTorchvision() {
        JsonNode recording = Recordings.node("mixup");
        Mixup mixup = new Mixup(recording.get("lambda").asDouble());
        float[] batch = new float[3 * 20];
        for (int image = 0; image < 3; image++) {
            System.arraycopy(Recordings.uniform(4, 5, image), 0, batch, image * 20, 20);
        }
        int[] labels = Recordings.numbers(recording.get("labels")).stream()
                .mapToInt(Double::intValue)
                .toArray();
        assertThat(mixup.images(batch, 3)).isEqualTo(Recordings.floats(recording.get("images")));
        assertThat(mixup.labels(labels, recording.get("classes").asInt()))
                .isEqualTo(Recordings.floats(recording.get("soft")));
    }

    /// Of `Beta(a, a)` the mean is 1/2 and the variance `1 / (4 (2 a + 1))`.
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 4})
    void sharesHaveTheMomentsOfTheBetaDistribution(double alpha) {
        SplittableRandom random = new SplittableRandom(11);
        double[] shares = IntStream.range(0, DRAWS)
                .mapToDouble(i -> Mixup.draw(alpha, random).lambda())
                .toArray();
        double mean = 0;
        double square = 0;
        for (double share : shares) {
            mean += share / DRAWS;
            square += (share - 0.5) * (share - 0.5) / DRAWS;
        }
        assertThat(mean).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(DRAWS)));
        assertThat(square).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.004));
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThatThrownBy(() -> new Mixup(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> Mixup.draw(0, new SplittableRandom(0))).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new Mixup(0.5).images(new float[7], 2)).hasMessageContaining("7 numbers");
    }
}
