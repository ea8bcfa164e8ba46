package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.Preprocessing;
import eigensweep.table.Field;
import java.nio.file.Path;

/// An image encoder in an ONNX file: one input, `n x 3 x height x width`; its first output, `n x ...`, is the vector.
///
/// @param file the model
/// @param preprocessing what it wants done to an image
public record OnnxImageModel(@Field(decides = false) Path file, Preprocessing preprocessing)
        implements ForeignImageModel {

    @Override
    public Embedder<Image> load(int threads, Runnable step) {
        return OnnxImageEmbedder.load(this, threads, step);
    }
}
