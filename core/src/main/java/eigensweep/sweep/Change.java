package eigensweep.sweep;

import org.jspecify.annotations.Nullable;

/// How one metric of one layer changed, `DeltaM = M_after - M_before` (PAPER F8).
///
/// @param longname the layer
/// @param sliceId which slice of a kernel, where slices are not pooled
/// @param layerId the layer's place in the model after
/// @param metric the column
/// @param before its value before, or null if undefined
/// @param after its value after, or null if undefined
/// @param delta `after - before`, or null if either is undefined
/// @param baselineDelta the same for the baseline, or null without one
/// @param relative `delta - baselineDelta`, or null without a baseline
/// @param standardError of `alpha` that of its change: the root of the summed squares of the `sigma` on both sides, and
/// on
///     those of the baseline if there is one; null of other metrics, which are not estimated
public record Change(
        String longname,
        @Nullable Integer sliceId,
        @Nullable Integer layerId,
        String metric,
        @Nullable Double before,
        @Nullable Double after,
        @Nullable Double delta,
        @Nullable Double baselineDelta,
        @Nullable Double relative,
        @Nullable Double standardError) {

    /// The name people know the layer by: the long name, with the slice behind it where there is one.
    public String title() {
        return sliceId == null ? longname : longname + "[" + sliceId + "]";
    }

    /// The same change relative to that of a baseline.
    Change relativeTo(@Nullable Change baseline) {
        Double other = baseline == null ? null : baseline.delta();
        Double difference = delta == null || other == null ? null : Double.valueOf(delta - other);
        Double error = baseline == null || standardError == null || baseline.standardError == null
                ? standardError
                : Double.valueOf(Math.hypot(standardError, baseline.standardError));
        return new Change(longname, sliceId, layerId, metric, before, after, delta, other, difference, error);
    }

    /// Whether a change of this metric is more than the uncertainty of what was fitted.
    ///
    /// @param change `delta` or `relative`
    public boolean isSure(double change) {
        return Math.abs(change) > (standardError == null ? 0 : standardError);
    }
}
