package eigensweep.sweep;

import eigensweep.checkpoint.LayerOptions;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;

/// What a sweep computes. Everything that a result depends on is here or in the model.
///
/// @param layers which tensors are layers
/// @param solve how eigenvalues are computed; its threads are those of the whole sweep
/// @param convention which matrix and which entropy
public record SweepOptions(LayerOptions layers, Solve solve, Convention convention) {

    /// Everything in here that the numbers of a layer depend on: not which layers there are, nor how many
    /// threads.
    public String way() {
        return String.join(
                " ",
                solve.precision().name(),
                solve.method().name(),
                convention.name(),
                layers.convolution().name());
    }
}
