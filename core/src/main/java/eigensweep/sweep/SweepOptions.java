package eigensweep.sweep;

import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;

/// What a sweep computes. Everything that a result depends on is here or in the model.
///
/// @param layers which tensors are layers
/// @param solve how eigenvalues are computed; its threads are those of the whole sweep
/// @param metrics which metrics of the spectra
/// @param memory bytes that the layers in progress may take together, beside the mapped files
public record SweepOptions(LayerOptions layers, Solve solve, MetricOptions metrics, long memory) {

    /// Without a limit on memory.
    public SweepOptions(LayerOptions layers, Solve solve, MetricOptions metrics) {
        this(layers, solve, metrics, Long.MAX_VALUE);
    }

    /// The same for work that is soon over, see [Solve#brief].
    public SweepOptions briefly() {
        return new SweepOptions(layers, solve.briefly(), metrics, memory);
    }

    /// Everything in here that the numbers of a layer depend on: not which layers there are. Nor how many threads,
    /// on which only the last digits of a layer depend that has all of them.
    public String way() {
        return String.join(
                " ",
                solve.precision().name(),
                solve.method().name(),
                solve.brief() ? "BRIEF" : "",
                metrics.convention().name(),
                layers.convolution().name(),
                metrics.marchenkoPastur() ? "MP" : "",
                metrics.randomize() ? "RANDOMIZE" : "",
                "BOOTSTRAP " + metrics.bootstrap(),
                metrics.isRandom() ? "SEED " + metrics.seed() : "");
    }
}
