package eigensweep.data.embedding;

import eigensweep.data.Image;
import eigensweep.data.Preprocessing;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// An image encoder in an ONNX file: one input, `n x 3 x height x width`; its first output, `n x ...`, is the vector.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record OnnxImageModel(Path file, Preprocessing preprocessing) implements ForeignModel<Image> {

    static final String KIND = "onnx-image";

    @Override
    public String identity() {
        return "onnx image " + SentenceModel.hash(file) + " " + preprocessing;
    }

    @Override
    public Image prepare(Image image) {
        return preprocessing.apply(image);
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public long room() {
        return ImageWords.ROOM;
    }

    @Override
    public List<String> words() {
        return ImageWords.of(KIND, file, preprocessing);
    }

    static OnnxImageModel of(List<String> words) {
        return new OnnxImageModel(Path.of(words.getFirst()), ImageWords.preprocessing(words.subList(1, words.size())));
    }

    @Override
    public void write(Image image, DataOutputStream out) throws IOException {
        ImageWords.write(image, out);
    }

    @Override
    public Image read(DataInputStream in) throws IOException {
        return ImageWords.read(in);
    }

    @Override
    public Embedder<Image> load(int threads, Runnable step) {
        return OnnxImageEmbedder.load(this, threads, step);
    }
}
