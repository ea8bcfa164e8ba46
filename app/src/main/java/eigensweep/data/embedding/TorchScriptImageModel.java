package eigensweep.data.embedding;

import eigensweep.data.Image;
import eigensweep.data.Preprocessing;
import java.nio.file.Path;

/// An image encoder that was traced or scripted by PyTorch (`torch.jit.save`): `n x 3 x height x width` in, `n x ...`
/// out. A file of weights alone (`torch.save`) is none: it has no program.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record TorchScriptImageModel(Path file, Preprocessing preprocessing) implements EmbeddingModel<Image> {

    @Override
    public String identity() {
        return "torchscript image " + SentenceModel.hash(file) + " " + preprocessing;
    }

    @Override
    public Image prepare(Image image) {
        return preprocessing.apply(image);
    }

    @Override
    public Embedder<Image> open(int threads) {
        return TorchScriptImageEmbedder.open(this, threads);
    }
}
