package eigensweep.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import eigensweep.curvature.HessianVectorProduct;
import eigensweep.curvature.HutchinsonTrace.Section;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.network.Loss;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.network.Network;
import eigensweep.lab.network.Pass;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Batches.Batch;
import eigensweep.table.YamlSource;
import java.util.List;
import java.util.SplittableRandom;

/// What the lab does over and over, for whoever measures it: forward passes, steps of a training, products with a
/// Hessian. The images are noise, ten classes of them, and the same every time.
public final class LabWork implements AutoCloseable {

    private static final int CLASSES = 10;

    private final Torch torch;
    private final Weights weights;
    private final Trainer trainer;
    private final Batch batch;
    private final DjlHessian hessian;
    private long steps;

    private LabWork(Torch torch, ModelSpec model, ImageShape image, int count) {
        this.torch = torch;
        this.weights = Weights.start(torch, Network.of(model, image, CLASSES), 1);
        this.trainer = new Trainer(torch, weights, new Optimizer.Rule.Sgd(0.9, 5e-4));
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[count * image.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        this.batch = new Batch(x, image, random.longs(count, 0, CLASSES).toArray());
        this.hessian = new DjlHessian(torch, weights, List.of(batch));
    }

    /// Opens libtorch on the processor.
    ///
    /// @param network as a recipe says its model: `{name: mlp, hidden: [32]}`
    /// @param image the shape of the images
    /// @param count how many images a step, a pass and a product take
    /// @param threads of libtorch
    public static LabWork of(String network, ImageShape image, int count, int threads) {
        ModelSpec model = YamlSource.parse("network", network).make(ModelSpec::read);
        return new LabWork(Torch.open("cpu", threads), model, image, count);
    }

    /// A forward pass of the batch as in a training.
    ///
    /// @return the mean loss
    public double forward() {
        try (NDManager scope = torch.manager().newSubManager()) {
            NDArray x = scope.create(batch.x(), batch.shape());
            NDArray logits = weights.network().forward(x, weights.pass(Pass.Mode.TRAINING));
            return Loss.crossEntropy(logits, scope.create(batch.labels())).getFloat();
        }
    }

    /// Forward, backward, and a step of SGD with momentum.
    ///
    /// @param rate the learning rate
    /// @return the mean loss before
    public double step(double rate) {
        return trainer.step(++steps, rate, batch).loss();
    }

    /// The Hessian of the mean loss of the batch.
    public HessianVectorProduct hessian() {
        return hessian;
    }

    /// A section for each parameter array.
    public List<Section> sections() {
        return hessian.sections();
    }

    /// How many numbers are trained.
    public int parameters() {
        return hessian.dimension();
    }

    @Override
    public void close() {
        hessian.close();
        trainer.close();
        weights.close();
        torch.close();
    }
}
