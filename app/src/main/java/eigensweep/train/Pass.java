package eigensweep.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Objects;

/// One way of a batch through a network.
///
/// @param values every variable of the network, by its name
/// @param mode what batch normalisation and dropout do
record Pass(Map<String, NDArray> values, Mode mode) {

    /// PyTorch's `train()` and `eval()`.
    enum Mode {
        /// Batch normalisation takes the batch's mean and variance and updates the running ones; dropout drops.
        TRAINING,
        /// Batch normalisation takes the running mean and variance; dropout does nothing.
        EVALUATION
    }

    boolean isTraining() {
        return mode == Mode.TRAINING;
    }

    NDArray value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
