package eigensweep.spectrum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is said by the singular values `sigma = sqrt(lambda)`; of a pooled kernel, those of all its slices.
///
/// The Gram matrix holds half the digits of a small one, and none below the root of the spectrum's
/// resolution. Where that leaves a quantity too few digits ([Spectrum#isKnown], for `sv_min` four) it is
/// undefined; singular values that were computed directly in float64 leave none undefined but the condition
/// of a matrix that is singular to rounding.
///
/// @param svMax the largest
/// @param svMin the smallest; undefined where it was lost
/// @param condition `sigma_max / sigma_min`
/// @param nuclearNorm `||W||_* = sum sigma`
/// @param effectiveRank `exp(-sum p ln p)` with `p = sigma / sum sigma` (Roy and Vetterli 2007): 1 to the rank
public record SingularValues(
        double svMax,
        @Nullable Double svMin,
        @Nullable Double condition,
        @Nullable Double nuclearNorm,
        @Nullable Double effectiveRank) {

    private static final double SV_MIN_ERROR = 1e-4;

    static SingularValues of(Spectrum spectrum) {
        double max = Math.sqrt(spectrum.largest());
        if (max == 0) {
            return new SingularValues(0, 0.0, null, 0.0, null);
        }
        boolean isSingular = spectrum.lost() > 0;
        if (isSingular && !spectrum.resolvesZero()) {
            return new SingularValues(max, null, null, null, null);
        }
        double[] relative = Arrays.stream(spectrum.eigenvalues())
                .map(lambda -> Math.sqrt(lambda) / max)
                .toArray();
        double sum = Arrays.stream(relative).sum();
        double condition = 1 / relative[0];
        double rank = Entropy.effectiveRank(relative);
        // How far the smallest may be off, and the sum; and through -sum (ln p + H) dp the rank.
        double floor = spectrum.shiftOfSmall(0);
        double smallest = spectrum.shiftOfSmall(relative[0] * relative[0]) / (2 * relative[0] * relative[0]);
        double moves = Arrays.stream(relative)
                        .map(sigma -> 0.5 / sigma * (floor + spectrum.shift(sigma * sigma) - spectrum.shift(0)))
                        .sum()
                / sum;
        double steepest = Math.max(Math.log(rank / sum), Math.log(sum / rank / relative[0]));
        return new SingularValues(
                max,
                !isSingular && (spectrum.isKnown(smallest) || smallest <= SV_MIN_ERROR)
                        ? Math.sqrt(spectrum.smallest())
                        : null,
                !isSingular && spectrum.isKnown(smallest) ? condition : null,
                spectrum.isKnown(moves) ? max * sum : null,
                spectrum.isKnown(moves * steepest) ? rank : null);
    }

    /// Why some are undefined: a sentence, or nothing if none is.
    ///
    /// @param spectrum whose they are
    List<String> undefined(Spectrum spectrum) {
        List<String> names = new ArrayList<>();
        if (svMin == null) {
            names.add("sv_min");
        }
        if (condition == null) {
            names.add("condition");
        }
        if (nuclearNorm == null) {
            names.add("nuclear_norm");
        }
        if (effectiveRank == null) {
            names.add("effective_rank");
        }
        if (names.isEmpty() || svMax == 0) {
            return List.of();
        }
        return List.of(String.join(", ", names) + ": " + why(spectrum));
    }

    private static String why(Spectrum spectrum) {
        int lost = spectrum.lost();
        if (spectrum.resolvesZero()) {
            return "the rank is " + lost + " below full, and what is left of zero is rounding";
        }
        return (lost > 0
                        ? String.format(
                                Locale.ROOT,
                                "singular values below %.1e of the largest (%d) are lost",
                                Math.sqrt(spectrum.floor()),
                                lost)
                        : String.format(
                                Locale.ROOT,
                                "the smallest singular value, about %.1e of the largest, has too few digits",
                                Math.sqrt(spectrum.smallest() / spectrum.largest())))
                + " in " + Promise.arithmetic(spectrum) + "; "
                + Promise.remedy(spectrum, lost > 0 ? "resolves them" : "has them");
    }
}
