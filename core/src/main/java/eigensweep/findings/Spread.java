package eigensweep.findings;

import eigensweep.stats.MeanInterval;
import java.util.Arrays;
import java.util.List;

/// Means over seeds, and how far seeds differ: what figures draw as curves with bands.
///
/// @param mean at each point
/// @param low where the band begins: Student's 95 % interval of three seeds or more, the lower of two, whose interval
///     would span the figure; not finite of one
/// @param high where it ends
public record Spread(double[] mean, double[] low, double[] high) {

    /// Seeds of an interval.
    private static final int FEWEST = 3;

    /// The spread of rows of equal length, one a seed.
    public static Spread of(List<double[]> rows) {
        int points = rows.getFirst().length;
        double[] mean = new double[points];
        double[] low = new double[points];
        double[] high = new double[points];
        for (int i = 0; i < points; i++) {
            int at = i;
            double[] values = rows.stream().mapToDouble(row -> row[at]).toArray();
            MeanInterval interval = MeanInterval.of(MetricChanges.LEVEL, values);
            boolean range = values.length < FEWEST;
            mean[i] = interval.mean();
            low[i] = range ? Arrays.stream(values).min().orElseThrow() : interval.low();
            high[i] = range ? Arrays.stream(values).max().orElseThrow() : interval.high();
        }
        if (rows.size() == 1) {
            Arrays.fill(low, Double.NaN);
            Arrays.fill(high, Double.NaN);
        }
        return new Spread(mean, low, high);
    }
}
