package eigensweep.stats;

/// Holm's step-down adjustment of p-values for several tests at once: rejecting where the adjusted one is at
/// most 5 % errs with at most 5 % in any of them, however they depend on each other (Holm 1979).
///
/// The `k`-th smallest of `m`, from 1, becomes `max_{j <= k} min(1, (m - j + 1) p_(j))`.
public final class Holm {

    private Holm() {}

    /// The adjusted p-values, in the order given.
    public static double[] adjust(double... p) {
        int[] order = Order.rising(p);
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int k = 0; k < order.length; k++) {
            largest = Math.max(largest, Math.min(1, (p.length - k) * p[order[k]]));
            adjusted[order[k]] = largest;
        }
        return adjusted;
    }
}
