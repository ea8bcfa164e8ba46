package eigensweep.figure;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Counts of numbers in bins of equal width on an axis, one edge of which is given.
///
/// @param edges ascending, one more than bins
/// @param counts of the numbers in each bin
/// @param anchor the index of the edge that was given
public record Histogram(double[] edges, int[] counts, int anchor) {

    /// Bins of about `bins` to the whole range.
    ///
    /// @param numbers ascending, not empty; positive where the scale is logarithmic
    /// @param split the first number that lies at or above the given edge, which is that number
    public static Histogram of(double[] numbers, int split, Scale scale, int bins) {
        int first = Math.min(split, numbers.length - 1);
        double start = scale.place(numbers[first]);
        double low = scale.place(numbers[0]);
        double high = scale.place(numbers[numbers.length - 1]);
        double width = Math.max(high - low, Math.max(Math.abs(high), 1e-300) * 1e-3) / bins;
        int below = (int) Math.ceil((start - low) / width);
        int above = (int) Math.floor((high - start) / width) + 1;
        int[] counts = new int[below + above];
        for (int i = 0; i < numbers.length; i++) {
            int bin = below + (int) Math.floor((scale.place(numbers[i]) - start) / width);
            counts[
                    i < first
                            ? Math.clamp(bin, 0, Math.max(0, below - 1))
                            : Math.clamp(bin, below, below + above - 1)]++;
        }
        double[] edges = IntStream.rangeClosed(-below, above)
                .mapToDouble(k -> start + k * width)
                .map(scale::value)
                .toArray();
        return new Histogram(edges, counts, below);
    }

    /// The density of each bin: its share of so many numbers, by its width.
    public double[] densities(int of) {
        return IntStream.range(0, counts.length)
                .mapToDouble(i -> counts[i] / (of * (edges[i + 1] - edges[i])))
                .toArray();
    }

    /// Some of the bins as bars.
    ///
    /// @param heights of all bins
    public Mark.Bars bars(String name, Tone tone, double[] heights, int from, int to) {
        return new Mark.Bars(
                name, tone, Arrays.copyOfRange(edges, from, to + 1), Arrays.copyOfRange(heights, from, to));
    }

    /// The counts as heights.
    public double[] heights() {
        return IntStream.of(counts).asDoubleStream().toArray();
    }
}
