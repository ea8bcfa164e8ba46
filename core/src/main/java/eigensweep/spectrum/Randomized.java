package eigensweep.spectrum;

import eigensweep.table.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A layer beside itself with its elements shuffled: what in the spectrum is the work of training, and what that
/// of the elements' sizes alone. WeightWatcher's columns, drawn from another random stream.
///
/// @param maxRandEval the largest eigenvalue of all shuffled replicas
/// @param randDistance the Jensen-Shannon distance between the spectrum and the shuffled one, both sorted and
///     taken for probability vectors
/// @param wwSoftrank the largest eigenvalue of the first replica over that of the layer; above 1 where shuffling
///     made it larger
/// @param wwMaxdist the layer's largest eigenvalue less that of the first replica
/// @param numTraps the spikes of the law fitted to the replicas, under the name they have since WeightWatcher
///     0.7.7: eigenvalues that stay beyond the bulk when the elements are shuffled come of single large elements
/// @param marchenkoPastur the law fitted to the replicas
public record Randomized(
        double maxRandEval,
        @Nullable Double randDistance,
        @Nullable Double wwSoftrank,
        double wwMaxdist,
        @Nullable Integer numTraps,
        @Field("rand_") @Nullable MarchenkoPasturFit marchenkoPastur) {

    /// Below so many eigenvalues one replica says little.
    private static final int ENOUGH = 100;

    private static final int REPLICAS = 5;

    /// How many replicas a layer with so many eigenvalues gets: WeightWatcher's 5 below 100, otherwise 1.
    public static int replicas(long eigenvalueCount) {
        return eigenvalueCount < ENOUGH ? REPLICAS : 1;
    }

    /// Compares.
    ///
    /// @param shuffled the spectra of the replicas, at least one
    static Randomized of(Spectrum spectrum, List<Spectrum> shuffled) {
        double[] pooled = shuffled.stream()
                .flatMapToDouble(s -> Arrays.stream(s.eigenvalues()))
                .sorted()
                .toArray();
        Spectrum first = shuffled.getFirst();
        boolean zero = spectrum.largest() == 0;
        Optional<MarchenkoPasturFit> law = MarchenkoPastur.fit(pooled, spectrum.largeSide(), spectrum.smallSide());
        return new Randomized(
                pooled[pooled.length - 1],
                zero ? null : (Double) distance(spectrum.eigenvalues(), first.eigenvalues()),
                zero ? null : (Double) (first.largest() / spectrum.largest()),
                spectrum.largest() - first.largest(),
                law.map(MarchenkoPasturFit::numSpikes).orElse(null),
                law.orElse(null));
    }

    /// `sqrt((KL(p | m) + KL(q | m)) / 2)` with `m = (p + q) / 2`, in natural logarithms.
    private static double distance(double[] p, double[] q) {
        double pSum = 0;
        double qSum = 0;
        for (int i = 0; i < p.length; i++) {
            pSum += p[i];
            qSum += q[i];
        }
        double mSum = (pSum + qSum) / 2;
        double divergence = 0;
        for (int i = 0; i < p.length; i++) {
            double m = (p[i] + q[i]) / 2 / mSum;
            divergence += term(p[i] / pSum, m) + term(q[i] / qSum, m);
        }
        return Math.sqrt(Math.max(0, divergence / 2));
    }

    private static double term(double p, double m) {
        return p == 0 ? 0 : p * Math.log(p / m);
    }
}
