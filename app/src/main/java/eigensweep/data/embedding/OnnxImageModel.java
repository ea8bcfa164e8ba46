package eigensweep.data.embedding;

import eigensweep.data.Image;
import eigensweep.data.Preprocessing;
import java.nio.file.Path;

/// An image encoder in an ONNX file: one input, `n x 3 x height x width`; its first output, `n x ...`, is the vector.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record OnnxImageModel(Path file, Preprocessing preprocessing) implements EmbeddingModel<Image> {

    @Override
    public String identity() {
        return "onnx image " + SentenceModel.hash(file) + " " + preprocessing;
    }

    @Override
    public Image prepare(Image image) {
        return preprocessing.apply(image);
    }

    @Override
    public Embedder<Image> open(int threads) {
        return OnnxImageEmbedder.open(this, threads);
    }
}
