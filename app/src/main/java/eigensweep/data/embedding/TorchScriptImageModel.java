package eigensweep.data.embedding;

import eigensweep.data.Image;
import eigensweep.data.Preprocessing;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// An image encoder that was traced or scripted by PyTorch (`torch.jit.save`): `n x 3 x height x width` in, `n x ...`
/// out. A file of weights alone (`torch.save`) is none: it has no program.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record TorchScriptImageModel(Path file, Preprocessing preprocessing) implements ForeignModel<Image> {

    static final String KIND = "torchscript-image";

    @Override
    public String identity() {
        return "torchscript image " + SentenceModel.hash(file) + " " + preprocessing;
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

    static TorchScriptImageModel of(List<String> words) {
        return new TorchScriptImageModel(
                Path.of(words.getFirst()), ImageWords.preprocessing(words.subList(1, words.size())));
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
        return TorchScriptImageEmbedder.load(this, threads, step);
    }
}
