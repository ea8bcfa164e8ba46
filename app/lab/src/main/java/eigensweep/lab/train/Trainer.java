package eigensweep.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import eigensweep.lab.network.Gradients;
import eigensweep.lab.network.Loss;
import eigensweep.lab.network.Pass;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Batches.Batch;

/// Weights, an optimiser, and the step that joins them.
final class Trainer implements AutoCloseable {

    private final Torch torch;
    private final Weights weights;
    private final NDManager manager;
    private final Optimizer optimizer;

    Trainer(Torch torch, Weights weights, Optimizer.Rule rule) {
        this.torch = torch;
        this.weights = weights;
        this.manager = torch.manager().newSubManager();
        this.optimizer = Optimizer.of(rule, manager, weights.parameters().size());
    }

    /// What a step saw before it changed the weights.
    ///
    /// @param loss the mean over the batch
    /// @param right how many of the batch were classified right: of mixed images, as the class of their own label
    record Seen(double loss, int right) {}

    /// Forward, backward, and one change of the weights.
    ///
    /// @param step 1, 2, ...
    Seen step(long step, double learningRate, Batch batch) {
        try (Gradients _ = Gradients.kept();
                NDManager scope = torch.manager().newSubManager()) {
            NDArray x = scope.create(batch.x(), batch.shape());
            NDArray labels = scope.create(batch.labels());
            NDArray logits = weights.network().forward(x, weights.pass(Pass.Mode.TRAINING));
            NDArray loss = batch.shares() == null
                    ? Loss.crossEntropy(logits, labels)
                    : Loss.crossEntropyOfShares(logits, scope.create(batch.shares(), logits.getShape()));
            NDArray gradient = torch.autograd().gradient(loss, weights.leaves());
            JniUtils.setGradMode(false);
            optimizer.step(step, learningRate, weights.parameters(), gradient);
            NDArray right = logits.argMax(1).eq(labels).countNonzero();
            return new Seen(loss.getFloat(), Math.toIntExact(right.getLong()));
        }
    }

    Weights weights() {
        return weights;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    @Override
    public void close() {
        manager.close();
    }
}
