package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.Preprocessing;
import java.nio.file.Path;
import java.util.List;

/// An image encoder in an ONNX file: one input, `n x 3 x height x width`; its first output, `n x ...`, is the vector.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record OnnxImageModel(Path file, Preprocessing preprocessing) implements ForeignImageModel {

    static final String KIND = "onnx-image";

    @Override
    public String kind() {
        return KIND;
    }

    static OnnxImageModel of(List<String> words) {
        return new OnnxImageModel(
                Path.of(words.getFirst()), ForeignImageModel.preprocessing(words.subList(1, words.size())));
    }

    @Override
    public Embedder<Image> load(int threads, Runnable step) {
        return OnnxImageEmbedder.load(this, threads, step);
    }
}
