package eigensweep.spectrum;

/// Which metrics of a spectrum are computed, and in which convention.
///
/// @param convention which matrix and which entropy
/// @param marchenkoPastur whether the Marchenko-Pastur bulk is fitted
/// @param randomize whether the spectrum of the shuffled weights is computed beside
/// @param bootstrap replicas for the confidence interval of alpha and the goodness of fit; 0 for none
/// @param seed of everything random
public record MetricOptions(
        Convention convention, boolean marchenkoPastur, boolean randomize, int bootstrap, long seed) {

    /// WeightWatcher's convention and nothing beyond the fit.
    public static final MetricOptions DEFAULT = of(Convention.WEIGHTWATCHER);

    public MetricOptions {
        if (bootstrap < 0) {
            throw new IllegalArgumentException("--bootstrap is " + bootstrap + "; 0 or more replicas are expected");
        }
    }

    /// A convention and nothing beyond the fit.
    public static MetricOptions of(Convention convention) {
        return new MetricOptions(convention, false, false, 0, 0);
    }
}
