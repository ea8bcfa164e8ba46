package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalisationTest {

    @Test
    void takesOffTheMeanAndDividesByTheDeviationOfEachChannel() {
        Image image = new Image(new ImageShape(3, 1, 2), 255, new byte[] {0, (byte) 255, 51, 51, 102, (byte) 204});
        float[] values = new float[7];
        Normalisation.IMAGENET.apply(image, values, 1);
        double[] expected = {
            (0 - 0.485) / 0.229,
            (1 - 0.485) / 0.229,
            (0.2 - 0.456) / 0.224,
            (0.2 - 0.456) / 0.224,
            (0.4 - 0.406) / 0.225,
            (0.8 - 0.406) / 0.225
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) values[i + 1]).isCloseTo(expected[i], within(1e-6));
        }
        assertThat(values[0]).isZero();
    }

    @Test
    void anotherNumberOfChannelsIsRefused() {
        Image grey = new Image(new ImageShape(1, 1, 1), 255, new byte[1]);
        assertThatThrownBy(() -> Normalisation.IMAGENET.apply(grey, new float[1], 0))
                .hasMessage("a normalisation for 3 channels does not fit an image of 1 x 1 x 1");
    }
}
