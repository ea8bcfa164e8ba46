package eigensweep.app.sweep;

import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A layer's eigenvalues in the scale of its metrics, and where the tail begins.
///
/// @param row the layer
/// @param values those that are not zero to rounding, ascending
/// @param count how many there are with the zeros
/// @param split the index of `xmin`; the number of values where no tail was fitted
/// @param fit the tail's law
record LayerSpectrum(
        Row row,
        double[] values,
        int count,
        int split,
        @Nullable PowerLawFit fit) {

    static LayerSpectrum of(Row row, double[] eigenvalues) {
        LayerMetrics metrics = Objects.requireNonNull(row.metrics(), "a layer with eigenvalues has metrics");
        double largest = eigenvalues[eigenvalues.length - 1];
        double scale = largest > 0 ? metrics.lambdaMax() / largest : 1;
        double[] values = IntStream.range(0, eigenvalues.length)
                .mapToDouble(i -> eigenvalues[i] * scale)
                .toArray();
        double[] positive = Arrays.stream(values)
                .skip(Math.min(Objects.requireNonNullElse(metrics.rankLoss(), 0), values.length))
                .filter(value -> value > 0)
                .toArray();
        PowerLawFit fit = metrics.fit();
        int split = fit == null ? positive.length : Math.max(0, positive.length - fit.numPlSpikes());
        return new LayerSpectrum(row, positive, values.length, split, fit);
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    double largest() {
        return values[values.length - 1];
    }

    double smallest() {
        return values[0];
    }

    /// The share of the eigenvalues, zeros included, that is in the tail.
    double tailShare() {
        return (values.length - split) / (double) count;
    }

    /// Indices of at most about so many values: evenly spread ones, and all of the largest, where a curve on
    /// logarithmic axes shows each by itself.
    int[] thinned(int most) {
        int n = values.length;
        if (n <= most) {
            return IntStream.range(0, n).toArray();
        }
        int half = most / 2;
        IntStream even = IntStream.range(0, half).map(i -> (int) ((long) i * n / half));
        IntStream top = IntStream.range(0, half).map(i -> n - (int) Math.round(Math.pow(n, i / (half - 1.0))));
        return IntStream.concat(IntStream.of(Math.min(split, n - 1)), IntStream.concat(even, top))
                .sorted()
                .distinct()
                .toArray();
    }
}
