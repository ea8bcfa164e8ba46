package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Displacements and warps of given noise against torchvision's. Of 8 x 8 pixels, where that refuses a filter of 41,
/// against numpy's `pad(mode="reflect")` and PyTorch's convolution.
class ElasticTransformTest {

    @Test
    void displacementsOfGivenNoiseAreThoseOfTorchvision() {
        for (JsonNode recording : Recordings.of("elastic")) {
            float[] theirs = Recordings.floats(recording.get("field"));
            if (theirs.length == 0) {
                continue;
            }
            ImageShape shape = Recordings.picture(recording).shape();
            float[][] ours = displacements(recording, shape);
            int step = shape.width() == 224 ? 14 : 1;
            int next = 0;
            for (int row = step == 1 ? 0 : 5; row < shape.height(); row += step) {
                for (int column = step == 1 ? 0 : 5; column < shape.width(); column += step) {
                    int at = row * shape.width() + column;
                    assertThat(ours[0][at]).isCloseTo(theirs[next++], within(5e-6f));
                    assertThat(ours[1][at]).isCloseTo(theirs[next++], within(5e-6f));
                }
            }
            assertThat(next).isEqualTo(theirs.length);
        }
    }

    @Test
    void imagesOfGivenNoiseAreThoseOfTorchvision() {
        for (JsonNode recording : Recordings.of("elastic")) {
            Image picture = Recordings.picture(recording);
            float[][] moved = displacements(recording, picture.shape());
            Recordings.assertClose(elastic(recording).warp(picture, moved[0], moved[1]), recording);
        }
    }

    private static ElasticTransform elastic(JsonNode recording) {
        return new ElasticTransform(
                recording.get("alpha").asDouble(),
                recording.get("sigma").asDouble(),
                Interpolation.valueOf(recording.get("interpolation").asString()));
    }

    private static float[][] displacements(JsonNode recording, ImageShape shape) {
        ElasticTransform elastic = elastic(recording);
        int height = shape.height();
        int width = shape.width();
        return new float[][] {
            elastic.displacement(Recordings.uniform(height, width, 0), shape, width),
            elastic.displacement(Recordings.uniform(height, width, 1), shape, height)
        };
    }

    @Test
    void withoutStrengthNothingMoves() {
        Image picture = Recordings.picture("rgb32");
        ElasticTransform still = new ElasticTransform(0, 5, Interpolation.BILINEAR);
        assertThat(still.apply(picture, new SplittableRandom(1)).pixels()).isEqualTo(picture.pixels());
    }

    /// A constant stays a constant, whatever the size: the weights sum to 1 and the edges are reflected.
    @Test
    void smoothingKeepsAConstant() {
        for (int side : new int[] {1, 2, 8, 40}) {
            float[] plane = new float[side * side];
            Arrays.fill(plane, 0.25f);
            GaussianBlur.of(5).apply(plane, side, side);
            for (float value : plane) {
                assertThat(value).isCloseTo(0.25f, within(1e-6f));
            }
        }
    }

    /// numpy.pad([0, 1, 2, 3], 6, mode="reflect") is 0 1 2 3 2 1 0 1 2 3 2 1 0 1 2 3: numpy 2.4.6.
    @Test
    void edgesAreReflectedToAndFro() {
        int[] padded = {0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3};
        for (int i = 0; i < padded.length; i++) {
            assertThat(GaussianBlur.mirrored(i - 6, 4)).isEqualTo(padded[i]);
        }
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThatThrownBy(() -> new ElasticTransform(50, 0, Interpolation.BILINEAR))
                .hasMessageContaining("sigma of 0.0 is not above 0");
    }
}
