package eigensweep.lab.embedding;

import eigensweep.data.DataException;
import eigensweep.lab.images.Image;
import java.util.ArrayList;
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
        String input = session.inputs().iterator().next();
        String output = session.outputs().iterator().next();
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < items.size(); from += ImageBatch.SIZE) {
            List<Image> some = items.subList(from, Math.min(from + ImageBatch.SIZE, items.size()));
            ImageBatch batch = ImageBatch.of(some, model.preprocessing().normalisation());
            OnnxSession.Output vectors =
                    session.run(Map.of(input, session.tensor(batch.values(), batch.shape())), output);
            if (vectors.shape().length < 2 || vectors.shape()[0] != some.size()) {
                throw new DataException(
                        model.file(),
                        "its output " + output + " has shape " + Arrays.toString(vectors.shape()) + " for "
                                + some.size() + " images; a row an image is expected");
            }
            rows.addAll(List.of(ImageBatch.rows(vectors.values(), some.size())));
            step.run();
        }
        return rows.toArray(float[][]::new);
    }

    @Override
    public void close() {
        session.close();
    }
}
