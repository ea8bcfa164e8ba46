package eigensweep.findings;

import eigensweep.stats.MeanInterval;
import java.util.Arrays;
import java.util.List;

/// Means over seeds, and how far seeds differ: what figures draw as curves with bands.
///
/// @param mean at each point
/// @param low where the band begins; not finite where there is none
/// @param high where it ends
/// @param of what the band is
public record Spread(double[] mean, double[] low, double[] high, Of of) {

    /// What a band is.
    public enum Of {
        /// Student's 95 % interval of the mean, of three seeds or more.
        INTERVAL,
        /// From the lower to the higher of two seeds, whose interval would span the figure.
        RANGE,
        /// Nothing: one seed.
        NONE
    }

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
        return new Spread(mean, low, high, rows.size() == 1 ? Of.NONE : rows.size() < FEWEST ? Of.RANGE : Of.INTERVAL);
    }
}
