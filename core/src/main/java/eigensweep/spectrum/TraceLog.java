package eigensweep.spectrum;

import eigensweep.table.Field;
import org.jspecify.annotations.Nullable;

/// The trace-log condition of WeightWatcher (`detX`): the tail of largest eigenvalues whose product is just below
/// 1 when the whole spectrum is scaled to a mean of 1. In the theory behind it (SETOL, Martin and Hinrichs 2025:
/// the exact renormalisation group, ERG) the tail of an ideal layer starts there as well as at `xmin`.
///
/// WeightWatcher names the two values the wrong way round, and so do we: `detX_val` is the eigenvalue as it is,
/// `detX_val_unrescaled` the scaled one.
///
/// @param detXNum how many eigenvalues the tail has
/// @param numErgSpikes the same, under the name it has since WeightWatcher 0.7.7
/// @param ergGap by how many this tail is longer than the fitted one, `detX_num - num_pl_spikes`: 0 is ideal;
///     undefined without a fit
/// @param detXVal the smallest of them
/// @param detXValUnrescaled the same, of the spectrum scaled to a mean of 1
public record TraceLog(
        @Field("detX_num") int detXNum,
        @Field("num_ERG_spikes") int numErgSpikes,
        @Field("ERG_gap") @Nullable Integer ergGap,
        @Field("detX_val") double detXVal,
        @Field("detX_val_unrescaled") double detXValUnrescaled) {

    /// The condition on a spectrum. Sums of logarithms, because products leave the range of float64.
    ///
    /// @param fit of the tail, if there is one
    /// @return null if all eigenvalues are equal or there is one only, or if the product stays above 1 down to
    ///     eigenvalues that were lost in rounding
    static @Nullable TraceLog of(Spectrum spectrum, @Nullable PowerLawFit fit) {
        double[] eigenvalues = spectrum.eigenvalues();
        int count = eigenvalues.length;
        if (spectrum.largest() == 0 || spectrum.isFlatFrom(0)) {
            return null;
        }
        double sum = 0;
        for (double lambda : eigenvalues) {
            sum += lambda;
        }
        double mean = sum / count;
        int lost = spectrum.resolvesZero() ? 0 : spectrum.lost();
        double logProduct = 0;
        for (int i = count - 1; i >= Math.max(1, lost); i--) {
            logProduct += Math.log(eigenvalues[i] / mean);
            if (logProduct < 0) {
                return of(count - i, fit, eigenvalues[i], mean);
            }
        }
        // Even without the smallest the product is not below 1: WeightWatcher counts all and names the second.
        return lost > 1 ? null : of(count, fit, eigenvalues[1], mean);
    }

    private static TraceLog of(int tail, @Nullable PowerLawFit fit, double least, double mean) {
        return new TraceLog(tail, tail, fit == null ? null : (Integer) (tail - fit.numPlSpikes()), least, least / mean);
    }
}
