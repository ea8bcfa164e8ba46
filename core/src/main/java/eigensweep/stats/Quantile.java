package eigensweep.stats;

/// Quantiles of a sample.
public final class Quantile {

    private Quantile() {}

    /// The quantile that a further draw stays below with this probability: `(n + 1) p` counted from 1, with straight
    /// lines between (the sixth of Hyndman and Fan 1996).
    ///
    /// @param sorted the sample, ascending
    public static double of(double[] sorted, double p) {
        double position = Math.clamp((sorted.length + 1) * p - 1, 0, sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
