package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.Preprocessing;
import eigensweep.table.Field;
import java.nio.file.Path;

/// An image encoder that was traced or scripted by PyTorch (`torch.jit.save`): `n x 3 x height x width` in, `n x ...`
/// out. A file of weights alone (`torch.save`) is none: it has no program.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record TorchScriptImageModel(@Field(decides = false) Path file, Preprocessing preprocessing)
        implements ForeignImageModel {

    @Override
    public Embedder<Image> load(int threads, Runnable step) {
        return TorchScriptImageEmbedder.load(this, threads, step);
    }
}
