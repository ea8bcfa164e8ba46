package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.Preprocessing;
import java.nio.file.Path;
import java.util.List;

/// An image encoder that was traced or scripted by PyTorch (`torch.jit.save`): `n x 3 x height x width` in, `n x ...`
/// out. A file of weights alone (`torch.save`) is none: it has no program.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record TorchScriptImageModel(Path file, Preprocessing preprocessing) implements ForeignImageModel {

    static final String KIND = "torchscript-image";

    @Override
    public String kind() {
        return KIND;
    }

    static TorchScriptImageModel of(List<String> words) {
        return new TorchScriptImageModel(
                Path.of(words.getFirst()), ForeignImageModel.preprocessing(words.subList(1, words.size())));
    }

    @Override
    public Embedder<Image> load(int threads, Runnable step) {
        return TorchScriptImageEmbedder.load(this, threads, step);
    }
}
