package eigensweep.lab.network;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One way of a batch through a network.
///
/// @param values every variable of the network, by its name
/// @param mode what batch normalisation and dropout do
/// @param taps where the operations that have parameters are written down; null if they are not
public record Pass(
        Map<String, NDArray> values, Mode mode, @Nullable List<Tap> taps) {

    /// A pass that is not written down.
    Pass(Map<String, NDArray> values, Mode mode) {
        this(values, mode, null);
    }

    /// An operation `f(x, W, b)` that is linear in the parameters `W, b` together, and affine in `x`: of a
    /// parameterised layer of the lab each is one.
    @FunctionalInterface
    public interface Affine {
        public NDArray apply(NDArray x, NDArray weight, @Nullable NDArray bias);
    }

    /// Such an operation as it was carried out.
    ///
    /// @param in the input that the output was computed from
    /// @param twin the same values, as another node of the graph that nothing was computed from yet
    /// @param out the output
    /// @param operation which
    /// @param weight the name of `W`
    /// @param bias the name of `b`, or null
    public record Tap(
            NDArray in,
            NDArray twin,
            NDArray out,
            Affine operation,
            String weight,
            @Nullable String bias) {}

    /// PyTorch's `train()` and `eval()`.
    public enum Mode {
        /// Batch normalisation takes the batch's mean and variance and updates the running ones; dropout drops.
        TRAINING,
        /// Batch normalisation takes the running mean and variance; dropout does nothing.
        EVALUATION
    }

    boolean isTraining() {
        return mode == Mode.TRAINING;
    }

    /// Carries out an operation that has parameters.
    public NDArray apply(Affine operation, NDArray x, String weight, @Nullable String bias) {
        NDArray w = value(weight);
        NDArray b = bias == null ? null : value(bias);
        if (taps == null) {
            return operation.apply(x, w, b);
        }
        NDArray in = x.reshape(x.getShape());
        NDArray out = operation.apply(in, w, b);
        taps.add(new Tap(in, x.reshape(x.getShape()), out, operation, weight, bias));
        return out;
    }

    public NDArray value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
