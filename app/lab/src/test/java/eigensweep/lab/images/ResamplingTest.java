package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pillow 13.0.0's `resize`, to the last bit (recorded by scripts/references/embeddings.py).
class ResamplingTest {

    private static final Image PICTURE = ImageFile.read(Recorded.file("image/rgb.png"));

    @ParameterizedTest
    @CsvSource({
        "NEAREST, 8, 8",
        "NEAREST, 16, 24",
        "NEAREST, 37, 20",
        "NEAREST, 64, 53",
        "NEAREST, 100, 120",
        "NEAREST, 1, 1",
        "BILINEAR, 8, 8",
        "BILINEAR, 16, 24",
        "BILINEAR, 37, 20",
        "BILINEAR, 64, 53",
        "BILINEAR, 100, 120",
        "BILINEAR, 1, 1",
        "BICUBIC, 8, 8",
        "BICUBIC, 16, 24",
        "BICUBIC, 37, 20",
        "BICUBIC, 64, 53",
        "BICUBIC, 100, 120",
        "BICUBIC, 1, 1"
    })
    void isThatOfPil(Resampling resampling, int height, int width) {
        Image recorded = Recorded.image(resampling + "-" + height + "x" + width + ".npy");
        Image ours = resampling.resize(PICTURE, height, width);
        assertThat(ours.shape()).isEqualTo(recorded.shape());
        assertThat(ours.pixels()).isEqualTo(recorded.pixels());
    }

    @Test
    void greyIsPilsModeL() {
        assertThat(PICTURE.grey().pixels()).isEqualTo(Recorded.image("luma.npy").pixels());
    }

    @Test
    void resizeAndCentreCropAreTorchvisions() {
        Preprocessing small = new Preprocessing(24, 20, Resampling.BILINEAR, Normalisation.UNIT);
        assertThat(small.apply(PICTURE).pixels())
                .isEqualTo(Recorded.image("resize24-crop20.npy").pixels());
    }

    @Test
    void aConstantImageStaysConstant() {
        byte[] pixels = new byte[30];
        Arrays.fill(pixels, (byte) 201);
        Image flat = new Image(new ImageShape(1, 5, 6), 255, pixels);
        for (Resampling resampling : Resampling.values()) {
            assertThat(resampling.resize(flat, 17, 3).pixels()).containsOnly((byte) 201);
        }
    }
}
