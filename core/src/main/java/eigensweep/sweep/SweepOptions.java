package eigensweep.sweep;

import eigensweep.layer.LayerOptions;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    /// Everything in here that the numbers of a layer depend on, as one would write it on a command line: not
    /// which layers there are, nor how many threads.
    public List<String> decisive() {
        List<String> words = new ArrayList<>();
        words.add("--precision " + lower(solve.precision()));
        words.add("--method " + lower(solve.method()));
        words.addAll(meaning());
        if (metrics.marchenkoPastur()) {
            words.add("--mp");
        }
        if (metrics.randomize()) {
            words.add("--randomize");
        }
        if (metrics.bootstrap() > 0) {
            words.add("--bootstrap " + metrics.bootstrap());
        }
        if (metrics.isRandom()) {
            words.add("--seed " + metrics.seed());
        }
        return words;
    }

    /// Those that say what the numbers are of, whoever computes them: sweeps that differ in them cannot be
    /// compared.
    public List<String> meaning() {
        List<String> words = new ArrayList<>();
        words.add("--convention " + lower(metrics.convention()));
        words.add("--conv " + lower(layers.convolution()));
        if (layers.fusedQkv() == FusedQkv.SPLIT) {
            words.add("--split-qkv");
        }
        return words;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
