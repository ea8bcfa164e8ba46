package eigensweep.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/// The mean cross-entropy `-1/n sum_i log softmax(logits_i)[label_i]`, as PyTorch's `CrossEntropyLoss`.
final class Loss {

    private Loss() {}

    /// @param logits `n x classes`
    /// @param labels `n`, int64
    static NDArray crossEntropy(NDArray logits, NDArray labels) {
        return logits.logSoftmax(1)
                .gather(labels.reshape(new Shape(labels.size(), 1)), 1)
                .mean()
                .neg();
    }
}
