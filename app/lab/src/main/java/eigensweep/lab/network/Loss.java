package eigensweep.lab.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/// The mean cross-entropy `-1/n sum_i log softmax(logits_i)[label_i]`, as PyTorch's `CrossEntropyLoss`.
public final class Loss {

    private Loss() {}

    /// @param logits `n x classes`
    /// @param labels `n`, int64
    public static NDArray crossEntropy(NDArray logits, NDArray labels) {
        return logits.logSoftmax(1)
                .gather(labels.reshape(new Shape(labels.size(), 1)), 1)
                .mean()
                .neg();
    }

    /// The mean of `-sum_c p_ic log softmax(logits_i)_c`, as PyTorch's with the probabilities of classes.
    ///
    /// @param logits `n x classes`
    /// @param shares `n x classes`, each row adding up to 1
    public static NDArray crossEntropyOfShares(NDArray logits, NDArray shares) {
        return logits.logSoftmax(1).mul(shares).sum(new int[] {1}).mean().neg();
    }
}
