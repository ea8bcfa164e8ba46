package eigensweep.sweep;

import eigensweep.layer.LayerOptions;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;
import eigensweep.spectrum.MetricOptions;
import eigensweep.table.Field;
import eigensweep.table.Fields;
import java.util.List;
import java.util.stream.Stream;

/// What a sweep computes. Everything that a result depends on is here or in the model.
///
/// @param layers which tensors are layers
/// @param solve how eigenvalues are computed; its threads are those of the whole sweep
/// @param metrics which metrics of the spectra
/// @param memory bytes that the layers in progress may take together, beside the mapped files
public record SweepOptions(
        @Field(flat = true) LayerOptions layers,
        @Field(flat = true) Solve solve,
        @Field(flat = true) MetricOptions metrics,
        @Field(written = false, decides = false) long memory) {

    /// In the order in which they are told.
    private static final List<String> MEANING = Stream.of(MetricOptions.class, LayerOptions.class, Solve.class)
            .flatMap(type -> Fields.options(type, Field::means).stream())
            .toList();

    /// Without a limit on memory.
    public SweepOptions(LayerOptions layers, Solve solve, MetricOptions metrics) {
        this(layers, solve, metrics, Long.MAX_VALUE);
    }

    /// What becomes of kernels in a convention, unless something else is asked for: the paper's matrix is that of the
    /// kernel as it is.
    public static Convolution convolution(Convention convention) {
        return convention == Convention.PAPER ? Convolution.UNSCALED : Convolution.POOLED;
    }

    /// Everything in here that the numbers of a layer depend on, as one would write it on a command line: not
    /// which layers there are, nor how many threads.
    public List<String> decisive() {
        return Fields.words(this, field -> field.decides() && (metrics.isRandom() || !field.seed()));
    }

    /// Those of the decisive options that say what numbers are of, whoever computes them: sweeps that differ in them
    /// cannot be compared.
    public static List<String> meaning(List<String> decisive) {
        return MEANING.stream()
                .flatMap(option -> decisive.stream().filter(word -> (word + " ").startsWith(option + " ")))
                .toList();
    }
}
