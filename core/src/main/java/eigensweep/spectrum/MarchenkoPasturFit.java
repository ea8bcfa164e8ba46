package eigensweep.spectrum;

import eigensweep.table.Field;

/// The Marchenko-Pastur law fitted to the bulk of a spectrum (PAPER F4), with WeightWatcher's numbers; see
/// [MarchenkoPastur].
///
/// @param numSpikes eigenvalues above the bulk by more than the square root of the Tracy-Widom width
/// @param sigmaMp `sigma`, the standard deviation of the elements of a random matrix with this bulk, after
///     scaling
/// @param mpSoftrank the upper edge of the bulk over the largest eigenvalue
/// @param wScale the factor on the weights that gives the eigenvalues a mean of 1
/// @param bulkMax the upper edge of the bulk, not scaled
/// @param bulkMin the lower edge, not scaled
public record MarchenkoPasturFit(
        int numSpikes,
        double sigmaMp,
        double mpSoftrank,
        @Field("W_scale") double wScale,
        double bulkMax,
        double bulkMin) {

    /// Whether any law that was tried has its bulk where the density is. If none does, `sigma` is the least one
    /// tried, as WeightWatcher has it, and the other numbers follow from it: they say nothing of the layer.
    public boolean isFound() {
        double least = MarchenkoPastur.LEAST_SIGMA * MarchenkoPastur.LEAST_SIGMA;
        return Math.abs(mpSoftrank / least - 1) > 1e-9;
    }
}
