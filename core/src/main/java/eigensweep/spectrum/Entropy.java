package eigensweep.spectrum;

import org.jspecify.annotations.Nullable;

/// Entropies of a spectrum (PAPER F7).
public final class Entropy {

    /// WeightWatcher adds this to every probability and to the rank, to keep logarithms finite; it shows in the
    /// digits.
    private static final double WEIGHTWATCHER_EPS = 1e-10;

    private Entropy() {}

    /// WeightWatcher's matrix entropy: `-sum p ln p / ln(rank)` with `p = lambda / sum lambda + eps`, about 0 to
    /// 1.
    ///
    /// @return the entropy, or null if the rank is 0 or 1, where it is a quotient of zeros
    public static @Nullable Double normalised(Spectrum spectrum) {
        int rank = spectrum.rank();
        if (rank < 2) {
            return null;
        }
        double sum = 0;
        for (double lambda : spectrum.eigenvalues()) {
            sum += lambda;
        }
        double entropy = 0;
        for (double lambda : spectrum.eigenvalues()) {
            double p = lambda / sum + WEIGHTWATCHER_EPS;
            entropy -= p * Math.log(p);
        }
        return entropy / Math.log(rank + WEIGHTWATCHER_EPS);
    }

    /// The paper's `-sum lambda ln lambda`, with `0 ln 0 = 0`; any sign, and not invariant to the scale of the
    /// weights.
    public static double unnormalised(Spectrum spectrum) {
        double entropy = 0;
        for (double lambda : spectrum.eigenvalues()) {
            entropy -= lambda == 0 ? 0 : lambda * Math.log(lambda);
        }
        return entropy;
    }
}
