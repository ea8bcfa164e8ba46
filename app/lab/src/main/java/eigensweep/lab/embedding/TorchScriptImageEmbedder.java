package eigensweep.lab.embedding;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import eigensweep.data.DataException;
import eigensweep.lab.images.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// An image encoder that libtorch has loaded.
final class TorchScriptImageEmbedder implements Embedder<Image> {

    private final TorchScriptImageModel description;
    private final Model model;
    private final Runnable step;
    private final Predictor<NDList, NDList> predictor;

    private TorchScriptImageEmbedder(TorchScriptImageModel description, Model model, Runnable step) {
        this.description = description;
        this.model = model;
        this.step = step;
        this.predictor = model.newPredictor(new NoopTranslator(null));
    }

    static TorchScriptImageEmbedder load(TorchScriptImageModel description, int threads, Runnable step) {
        Native.settle();
        // libtorch reads them once, when it is first loaded.
        Native.setUnlessSet("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Native.setUnlessSet("ai.djl.pytorch.num_interop_threads", "1");
        Path file = description.file();
        Model model;
        try {
            model = Model.newInstance("image", Device.cpu(), "PyTorch");
        } catch (EngineException e) {
            throw new DataException(
                    file.toString(), "libtorch, which is to run it, cannot be loaded: " + e.getMessage(), e);
        }
        try (var in = Files.newInputStream(file)) {
            model.load(in);
            return new TorchScriptImageEmbedder(description, model, step);
        } catch (IOException | MalformedModelException | EngineException e) {
            model.close();
            throw new DataException(
                    file.toString(),
                    "is no TorchScript that libtorch can load (torch.jit.save makes it, torch.save does not): "
                            + firstLine(e),
                    e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it gave no reason");
    }

    @Override
    public float[][] embed(List<Image> items) {
        return ImageBatch.vectors(items, description.preprocessing().normalisation(), this::batch, step);
    }

    private float[][] batch(ImageBatch batch) {
        try (NDArray input = model.getNDManager().create(batch.values(), new Shape(batch.shape()));
                NDList output = predictor.predict(new NDList(input))) {
            NDArray vectors = output.head();
            if (vectors.getShape().dimension() < 2 || vectors.getShape().get(0) != batch.images()) {
                throw new DataException(
                        description.file(),
                        "its output has shape " + vectors.getShape() + " for " + batch.images()
                                + " images; a row an image is expected");
            }
            return ImageBatch.rows(vectors.toFloatArray(), batch.images());
        } catch (TranslateException | EngineException e) {
            throw new DataException(description.file().toString(), "libtorch cannot run it: " + firstLine(e), e);
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
