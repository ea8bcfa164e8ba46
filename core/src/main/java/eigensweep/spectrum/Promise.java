package eigensweep.spectrum;

import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What rounding may do to metrics that have a value nevertheless: which of them may be off by more than
/// the precision promises ([Precision#exponentError], [Precision#error]).
final class Promise {

    private static final double FLOAT16 = 0x1p-11;

    private Promise() {}

    /// Reasons to doubt, one a sentence that begins with the columns; empty if all is as promised.
    ///
    /// @param points what the power law was fitted to
    static List<String> doubts(LayerMetrics metrics, Spectrum spectrum, double[] points) {
        List<String> reasons = new ArrayList<>();
        if (spectrum.largest() == 0) {
            return reasons;
        }
        PowerLawFit fit = metrics.fit();
        boolean isLost = fit == null && !spectrum.resolvesZero() && spectrum.lost() > 0;
        boolean isF32 = spectrum.rounding().precision() == Precision.F32;
        boolean isFlatInDoubt = isF32 && !spectrum.isFlatnessSure();
        if (isFlatInDoubt || (fit == null ? isLost && isF32 : !isSure(fit, spectrum, points))) {
            reasons.add(LayerMetrics.ALPHA_IN_DOUBT + ": rounding in " + arithmetic(spectrum)
                    + " may move them by more than 1e-"
                    + digits(spectrum.rounding().precision().exponentError()) + "; " + remedy(spectrum, "gives them"));
        }
        if (fit != null && mayStartAmongSplit(fit, spectrum, points)) {
            reasons.add(LayerMetrics.ALPHA_IN_DOUBT + ": eigenvalues before xmin may be equal to it but for the"
                    + " rounding of the weights");
        }
        TraceLog traceLog = metrics.traceLog();
        if (traceLog != null && !isSure(traceLog.detXVal(), spectrum)) {
            reasons.add("detX: rounding in " + arithmetic(spectrum) + " may move it by more than 1e-"
                    + digits(spectrum.rounding().precision().error()) + "; "
                    + remedy(spectrum, "gives it"));
        }
        MarchenkoPasturFit law = metrics.marchenkoPastur();
        if (law != null && law.isFound() && !MarchenkoPastur.isSteady(spectrum, law)) {
            reasons.add("num_spikes, sigma_mp, mp_softrank, bulk_max, bulk_min: several laws fit about as well, and"
                    + " rounding decides between them");
        }
        int lost = spectrum.resolvesZero() ? 0 : spectrum.lost();
        boolean isCounted = lost > 0 && metrics.matrixRank() != null;
        boolean isEntropySure = isSureOfEntropy(metrics, spectrum);
        if (isCounted || !isEntropySure) {
            reasons.add(columns(isCounted, isEntropySure) + ": " + why(spectrum, lost));
        }
        return reasons;
    }

    private static String columns(boolean isCounted, boolean isEntropySure) {
        List<String> columns = new ArrayList<>();
        if (isCounted) {
            columns.add("matrix_rank, rank_loss");
        }
        if (!isEntropySure) {
            columns.add("entropy");
        }
        return String.join(", ", columns);
    }

    private static String why(Spectrum spectrum, int lost) {
        return lost == 0
                ? "rounding in " + arithmetic(spectrum) + " may move it; " + remedy(spectrum, "gives it")
                : String.format(
                        Locale.ROOT,
                        "eigenvalues below %.1e of the largest (%d) are lost in %s and count as zero; %s",
                        spectrum.floor(),
                        lost,
                        arithmetic(spectrum),
                        remedy(spectrum, "resolves them"));
    }

    private static boolean isSure(PowerLawFit fit, Spectrum spectrum, double[] points) {
        double moves = Math.pow(fit.alpha() - 1, 2) * spectrum.relativeShift(fit.xmin());
        if (moves > spectrum.rounding().precision().exponentError() * fit.alpha()
                || !isSure(fit.xmin(), spectrum)
                || isAmongEquals(fit, spectrum, points)) {
            return false;
        }
        int lost = spectrum.resolvesZero() ? 0 : spectrum.lost();
        if (lost > 0 && points.length < PowerLaw.FEW) {
            // With the lost ones they may be as many as are fitted otherwise.
            return false;
        }
        if (lost > 0) {
            double largest = spectrum.largest();
            double bound = Math.max(spectrum.eigenvalues()[lost - 1] / largest, spectrum.shiftOfSmall(0));
            double least = Math.log(Math.min(bound, points[0] / largest));
            if (LostTail.mayStart(PowerLaw.logs(points), lost, least, fit.d())) {
                return false;
            }
        }
        return PowerLaw.isSteady(points, fit, spectrum::relativeShift);
    }

    private static boolean isSure(double eigenvalue, Spectrum spectrum) {
        double part = eigenvalue / spectrum.largest();
        return spectrum.isKnown(spectrum.shift(part) / part);
    }

    /// Whether the eigenvalue before the tail may be equal to its first: then both belong to it. In float64
    /// eigenvalues that may be equal are taken to be so.
    private static boolean isAmongEquals(PowerLawFit fit, Spectrum spectrum, double[] points) {
        int start = points.length - fit.numPlSpikes();
        double largest = spectrum.largest();
        return spectrum.rounding().precision() == Precision.F32
                && start > 0
                && (points[start] - points[start - 1]) / largest <= 2 * spectrum.shift(fit.xmin() / largest);
    }

    /// Whether the tail starts in what may be a run of equal eigenvalues that rounding of the weights parted:
    /// two before it are as close as that. One may be by chance, and of types coarser than float16 all are.
    private static boolean mayStartAmongSplit(PowerLawFit fit, Spectrum spectrum, double[] points) {
        int start = points.length - fit.numPlSpikes();
        double largest = spectrum.largest();
        double split = spectrum.splitByWeights() * Math.sqrt(fit.xmin() / largest);
        return start > 1
                && spectrum.weightError() <= FLOAT16
                && (points[start] - points[start - 1]) / largest <= split
                && (points[start - 1] - points[start - 2]) / largest <= split;
    }

    /// Whether neither the lost eigenvalues nor rounding of the others moves the entropies by more than is
    /// promised.
    private static boolean isSureOfEntropy(LayerMetrics metrics, Spectrum spectrum) {
        Double entropy = metrics.entropyWw();
        if (entropy == null || spectrum.resolvesZero()) {
            return true;
        }
        int count = spectrum.eigenvalues().length;
        double limit = spectrum.rounding().precision().error();
        int lost = spectrum.lost();
        double ranks = lost == 0 ? 0 : 1 - Math.log(Math.max(2, count - lost)) / Math.log(count);
        double scale = entropy * Math.log(count);
        return ranks <= limit && Entropy.moves(spectrum) <= limit * scale;
    }

    /// What the rounding is of.
    static String arithmetic(Spectrum spectrum) {
        boolean isGram = spectrum.rounding().method() == Method.GRAM;
        if (spectrum.rounding().precision() == Precision.F32) {
            return isGram ? "the float32 Gram matrix" : "float32";
        }
        return isGram ? "the Gram matrix" : "float64";
    }

    /// What computes better, and does so.
    ///
    /// @param does what: `gives them`
    static String remedy(Spectrum spectrum, String does) {
        if (spectrum.resolvesZero()) {
            return "nothing here computes it better";
        }
        return (spectrum.rounding().precision() == Precision.F32 ? "--precision f64 " : "--method svd ") + does;
    }

    private static long digits(double error) {
        return Math.round(-Math.log10(error));
    }
}
