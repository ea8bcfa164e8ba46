package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Flips and noise.
class SimpleAugmentationsTest {

    @Test
    void flipsAreThoseOfTorchvision() {
        for (JsonNode recording : Recordings.of("flips")) {
            RandomFlip flip =
                    new RandomFlip(RandomFlip.Axis.valueOf(recording.get("flip").asString()));
            Recordings.assertSame(flip.flip(Recordings.picture(recording)), recording);
        }
    }

    @Test
    void everySecondImageIsFlipped() {
        Image picture = Recordings.picture("tall20");
        RandomFlip flip = new RandomFlip(RandomFlip.Axis.HORIZONTAL);
        long flipped = IntStream.range(0, 10_000)
                .filter(i -> !Arrays.equals(
                        flip.apply(picture, Augmentations.random(0, 0, i)).pixels(), picture.pixels()))
                .count();
        assertThat(flipped).isBetween(4750L, 5250L); // Five standard deviations of 50.
    }

    @Test
    void flipsKeepTheFullIntensity() {
        Image digit = Recordings.digit();
        assertThat(new RandomFlip(RandomFlip.Axis.VERTICAL).flip(digit).maxval())
                .isEqualTo(16);
    }

    @Test
    void noiseOfGivenNormalNumbersIsThatOfTorchvision() {
        for (JsonNode recording : Recordings.of("noise")) {
            Image picture = Recordings.picture(recording);
            ImageShape shape = picture.shape();
            float[] normal = new float[shape.size()];
            for (int channel = 0; channel < shape.channels(); channel++) {
                float[] uniform = Recordings.uniform(shape.height(), shape.width(), channel);
                for (int i = 0; i < uniform.length; i++) {
                    normal[channel * shape.area() + i] = (uniform[i] - 0.5f) * 6;
                }
            }
            int[] next = {0};
            Image noisy = new GaussianNoise(recording.get("ratio").asDouble()).add(picture, () -> normal[next[0]++]);
            Recordings.assertSame(noisy, recording);
        }
    }

    /// On middle grey, noise at 0.1 is hardly ever cut off; cutting to whole numbers takes 0.5 of each deviation.
    @Test
    void noiseHasTheMeanAndDeviationItSays() {
        byte[] grey = new byte[200 * 200];
        Arrays.fill(grey, (byte) 128);
        Image flat = new Image(new ImageShape(1, 200, 200), 255, grey);
        Image noisy = new GaussianNoise(0.1).apply(flat, new SplittableRandom(5));
        double mean = 0;
        double square = 0;
        for (int i = 0; i < 200 * 200; i++) {
            double deviation = noisy.at(0, i / 200, i % 200) - 128;
            mean += deviation / 40_000;
            square += deviation * deviation / 40_000;
        }
        assertThat(mean).isCloseTo(0, within(5 * 25.5 / 200));
        assertThat(Math.sqrt(square)).isCloseTo(25.1, within(0.5));
    }

    @Test
    void refusesNegativeNoise() {
        assertThatThrownBy(() -> new GaussianNoise(-0.1)).hasMessageContaining("-0.1");
    }
}
