package eigensweep.lab.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.data.DataException;
import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDatasets;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Images;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.images.Preprocessing;
import eigensweep.lab.images.Recorded;
import eigensweep.lab.images.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tiny networks as ONNX Runtime 1.32.0 and PyTorch 2.15.0 ran them in Python (scripts/references).
class ImageModelTest {

    private static final Preprocessing SMALL = new Preprocessing(24, 20, Resampling.BILINEAR, Normalisation.IMAGENET);

    @TempDir
    private Path folder;

    /// The picture that was recorded, alone in a folder.
    private Image picture() throws IOException {
        Files.copy(Recorded.file("image/rgb.png"), folder.resolve("rgb.png"));
        return ImageDatasets.open(folder, null).image(0);
    }

    private void assertGives(EmbeddingModel<Image> model, String recorded) throws IOException {
        float[] expected = Recorded.vectors(Recorded.file("embedding/" + recorded))[0];
        // More than go through the network together.
        int images = ImageBatch.SIZE + 3;
        try (Embedder<Image> embedder = model.open(1)) {
            float[][] vectors = embedder.embed(Collections.nCopies(images, model.prepare(picture())));
            assertThat(vectors).hasDimensions(images, expected.length);
            for (float[] vector : vectors) {
                assertThat(vector).containsExactly(expected, within(1e-5f));
            }
        }
    }

    @Test
    void onnx() throws IOException {
        assertGives(new OnnxImageModel(Recorded.file("embedding/tiny.onnx"), SMALL), "tiny_onnx.npy");
    }

    @Test
    void torchScript() throws IOException {
        assertGives(new TorchScriptImageModel(Recorded.file("embedding/tiny.pt"), SMALL), "tiny_torchscript.npy");
    }

    @Test
    void weightsWithoutAProgramAreRefused() {
        Path weights = Recorded.file("embedding/weights_only.pt");
        assertThatThrownBy(() -> new TorchScriptImageModel(weights, SMALL).open(1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        weights + ": is no TorchScript that libtorch can load (torch.jit.save makes it");
    }

    @Test
    void pixelsAreTheirOwnVector() {
        PixelModel model = new PixelModel(new ImageShape(1, 8, 8));
        Image digit = ImageDatasets.open("digits", null).image(0);
        try (Embedder<Image> embedder = model.open(1)) {
            float[] vector = embedder.embed(Collections.nCopies(1, model.prepare(digit)))[0];
            assertThat(vector[2]).isEqualTo(5 / 16f);
        }
        Images.png(folder.resolve("1.png"), 9, 9, 1);
        Image red = ImageDatasets.open(folder, null).image(0);
        assertThat(model.prepare(red).shape()).isEqualTo(new ImageShape(1, 8, 8));
    }
}
