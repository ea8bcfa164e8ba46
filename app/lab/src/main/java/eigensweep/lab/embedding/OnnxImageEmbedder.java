package eigensweep.lab.embedding;

import eigensweep.data.DataException;
import eigensweep.lab.images.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// An image encoder that ONNX Runtime has loaded.
final class OnnxImageEmbedder implements Embedder<Image> {

    private final OnnxImageModel model;
    private final OnnxSession session;
    private final Runnable step;

    private OnnxImageEmbedder(OnnxImageModel model, OnnxSession session, Runnable step) {
        this.model = model;
        this.session = session;
        this.step = step;
    }

    static OnnxImageEmbedder load(OnnxImageModel model, int threads, Runnable step) {
        OnnxSession session = OnnxSession.open(model.file(), threads);
        if (session.inputs().size() != 1) {
            session.close();
            throw new DataException(
                    model.file(),
                    "is no image encoder: its inputs are " + String.join(", ", session.inputs()) + "; one is expected");
        }
        return new OnnxImageEmbedder(model, session, step);
    }

    @Override
    public float[][] embed(List<Image> items) {
        return ImageBatch.vectors(items, model.preprocessing().normalisation(), this::batch, step);
    }

    private float[][] batch(ImageBatch batch) {
        String input = session.inputs().iterator().next();
        String output = session.outputs().iterator().next();
        OnnxSession.Output vectors = session.run(Map.of(input, session.tensor(batch.values(), batch.shape())), output);
        if (vectors.shape().length < 2 || vectors.shape()[0] != batch.images()) {
            throw new DataException(
                    model.file(),
                    "its output " + output + " has shape " + Arrays.toString(vectors.shape()) + " for " + batch.images()
                            + " images; a row an image is expected");
        }
        return ImageBatch.rows(vectors.values(), batch.images());
    }

    @Override
    public void close() {
        session.close();
    }
}
