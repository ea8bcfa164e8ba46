package eigensweep.spectrum;

import eigensweep.linalg.Precision;
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
        // What float32 may have lost is not zero as a rule, and where it matters whether it is nothing is promised.
        boolean isKnown = spectrum.rounding().precision() == Precision.F64;
        int rank = isKnown ? spectrum.rank() : spectrum.eigenvalues().length;
        if (rank < 2 || spectrum.largest() == 0) {
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

    /// How far rounding moves `-sum p ln p`: `sqrt(sum ((ln p + H) dp)^2)`, of errors that are independent.
    static double moves(Spectrum spectrum) {
        double sum = 0;
        double logs = 0;
        for (double lambda : spectrum.eigenvalues()) {
            double part = lambda / spectrum.largest();
            sum += part;
            logs += part == 0 ? 0 : part * Math.log(part);
        }
        double squares = 0;
        double mean = logs / sum;
        double floor = spectrum.shiftOfSmall(0);
        for (double lambda : spectrum.eigenvalues()) {
            double part = Math.max(lambda / spectrum.largest(), floor);
            double error = (Math.log(part) - mean) * spectrum.rounding().ofMany(part, spectrum.smallSide());
            squares += error * error;
        }
        return Math.sqrt(squares) / sum;
    }

    /// The paper's `-sum lambda ln lambda`, with `0 ln 0 = 0`; any sign, and not invariant to the scale of
    /// the weights.
    public static double unnormalised(Spectrum spectrum) {
        double entropy = 0;
        for (double lambda : spectrum.eigenvalues()) {
            entropy -= lambda == 0 ? 0 : lambda * Math.log(lambda);
        }
        return entropy;
    }

    /// `exp(-sum p ln p)` with `p = x / sum x` and `0 ln 0 = 0`: how many equal values would have the same entropy
    /// (Roy and Vetterli 2007, of singular values; of eigenvalues, the exponential of von Neumann's entropy).
    ///
    /// @param values ascending, none negative, not all zero
    static double effectiveRank(double[] values) {
        double largest = values[values.length - 1];
        double sum = 0;
        double logs = 0;
        for (double value : values) {
            double relative = value / largest;
            sum += relative;
            logs += relative == 0 ? 0 : relative * Math.log(relative);
        }
        return sum * Math.exp(-logs / sum);
    }

    /// `(sum x)^2 / sum x^2`: how many equal values would have the same variance.
    ///
    /// @param values ascending, none negative, not all zero
    static double participationRatio(double[] values) {
        double largest = values[values.length - 1];
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            double relative = value / largest;
            sum += relative;
            squares += relative * relative;
        }
        return sum * sum / squares;
    }
}
