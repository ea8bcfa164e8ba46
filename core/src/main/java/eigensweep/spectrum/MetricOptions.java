package eigensweep.spectrum;

import eigensweep.linalg.Solve;
import eigensweep.table.Field;

/// Which metrics of a spectrum are computed, and in which convention.
///
/// @param convention which matrix and which entropy
/// @param marchenkoPastur whether the Marchenko-Pastur bulk is fitted
/// @param randomize whether the spectrum of the shuffled weights is computed beside
/// @param bootstrap replicas for the confidence interval of alpha and the goodness of fit; 0 for none, or at
///     least [Bootstrap#LEAST_REPLICAS]
/// @param seed of everything random
public record MetricOptions(
        @Field(means = true) Convention convention,
        @Field("mp") boolean marchenkoPastur,
        boolean randomize,
        @Field(off = "0") int bootstrap,
        @Field(seed = true) long seed) {

    /// WeightWatcher's convention and nothing beyond the fit.
    public static final MetricOptions DEFAULT = of(Convention.WEIGHTWATCHER);

    public MetricOptions {
        if (bootstrap != 0 && bootstrap < Bootstrap.LEAST_REPLICAS) {
            throw new IllegalArgumentException("--bootstrap is " + bootstrap + "; a 95 % interval takes at least "
                    + Bootstrap.LEAST_REPLICAS + " replicas, 1000 make it steady");
        }
    }

    /// The same with the seed of one layer, which follows from the seed and the layer's name: so that what is
    /// drawn for a layer depends neither on the other layers nor on their order.
    public MetricOptions ofLayer(String name) {
        // FNV-1a over the name, from the seed; the generators scatter what it leaves unscattered.
        long hash = seed ^ 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return new MetricOptions(convention, marchenkoPastur, randomize, bootstrap, hash);
    }

    /// How the shuffled elements of a layer are solved that is solved in some way: in float64 where a
    /// Marchenko-Pastur law is fitted to them, of which several fit about as well, so that few digits decide.
    public Solve ofShuffled(Solve solve) {
        return marchenkoPastur ? solve.inFloat64() : solve;
    }

    /// Whether anything depends on the seed.
    public boolean isRandom() {
        return randomize || bootstrap > 0;
    }

    /// A convention and nothing beyond the fit.
    public static MetricOptions of(Convention convention) {
        return new MetricOptions(convention, false, false, 0, 0);
    }
}
