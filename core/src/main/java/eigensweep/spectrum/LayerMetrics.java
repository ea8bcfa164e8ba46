package eigensweep.spectrum;

import eigensweep.linalg.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every metric of a layer: a pure function of its spectrum. The components, those of nested records included,
/// are the columns of the tables, in this order; one that is null is undefined for this layer, and [#undefined]
/// says why.
///
/// @param numEvals how many eigenvalues there are
/// @param fit the power-law fit of the tail
/// @param alphaWeighted `alpha log10(lambda_max)`
/// @param logAlphaNorm `log10(sum lambda^alpha)`
/// @param hill the power law of the upper half of the spectrum
/// @param norms Frobenius and spectral norm
/// @param entropy the entropy of the convention asked for
/// @param entropyWw WeightWatcher's entropy, whatever the convention ([Entropy#normalised])
/// @param entropyPaper the paper's entropy of `(1/n) W^T W`, whatever the convention ([Entropy#unnormalised])
/// @param matrixRank eigenvalues that are not zero to rounding; undefined where float32 cannot tell
/// @param rankLoss eigenvalues that are
/// @param effectiveRankLambda `exp(-sum p ln p)` with `p = lambda / sum lambda`; that of singular values is among
///     them
/// @param participationRatio `(sum lambda)^2 / sum lambda^2`
/// @param singularValues what follows from the singular values
/// @param lambdaMax the largest eigenvalue
/// @param warning WeightWatcher's reading of alpha: `over-trained` below 2, `under-trained` above 6, empty
///     between
/// @param nullModel the layer beside random weights of its shape
/// @param traceLog WeightWatcher's trace-log condition
/// @param marchenkoPastur the random bulk; null if not asked for
/// @param randomized the layer beside itself with its elements shuffled; null if not asked for
/// @param bootstrap how far alpha can be trusted; null if not asked for, or without a fit
public record LayerMetrics(
        int numEvals,
        @Nullable PowerLawFit fit,
        @Nullable Double alphaWeighted,
        @Nullable Double logAlphaNorm,
        @Nullable HillFit hill,
        Norms norms,
        @Nullable Double entropy,
        @Nullable Double entropyWw,
        double entropyPaper,
        @Nullable Integer matrixRank,
        @Nullable Integer rankLoss,
        @Nullable Double effectiveRankLambda,
        @Nullable Double participationRatio,
        SingularValues singularValues,
        double lambdaMax,
        String warning,
        @Nullable NullModel nullModel,
        @Nullable TraceLog traceLog,
        @Nullable MarchenkoPasturFit marchenkoPastur,
        @Nullable Randomized randomized,
        @Nullable BootstrapFit bootstrap) {

    /// What the reason begins with where alpha may be off by more than is promised.
    public static final String ALPHA_IN_DOUBT = "alpha and what follows from it";

    private static final String NO_TAIL =
            "no tail to fit (alpha, alpha_hill, null_alpha, detX and what follows from them)";

    private static final double OVER_TRAINED = 2;
    private static final double UNDER_TRAINED = 6;

    /// The metrics of a layer that need nothing but its spectrum, on one thread.
    ///
    /// @param raw the eigenvalues of `W^T W`
    public static LayerMetrics of(Spectrum raw, MetricOptions options) {
        return of(raw, List.of(), options, 1);
    }

    /// The metrics of a layer.
    ///
    /// @param raw the eigenvalues of `W^T W`
    /// @param shuffled those of the same with the elements of `W` shuffled, a spectrum a replica; empty if
    ///     not asked for
    /// @param options which metrics; its seed is the layer's own ([MetricOptions#ofLayer])
    /// @param threads that may be used; nothing depends on them
    public static LayerMetrics of(Spectrum raw, List<Spectrum> shuffled, MetricOptions options, int threads) {
        double perRow = 1.0 / raw.largeSide();
        boolean paper = options.convention() == Convention.PAPER;
        Spectrum spectrum = paper ? raw.times(perRow) : raw;
        List<Spectrum> random =
                paper ? shuffled.stream().map(s -> s.times(perRow)).toList() : shuffled;
        double[] eigenvalues = spectrum.eigenvalues();
        boolean isZero = spectrum.largest() == 0;
        boolean isRankKnown =
                isZero || spectrum.lost() == 0 || spectrum.rounding().precision() == Precision.F64;
        double[] tail = fittable(spectrum);
        Optional<PowerLawFit> fit = PowerLaw.fit(tail);
        Double normalised = Entropy.normalised(raw);
        double unnormalised = Entropy.unnormalised(raw.times(perRow));
        return new LayerMetrics(
                eigenvalues.length,
                fit.orElse(null),
                fit.map(f -> f.alpha() * Math.log10(spectrum.largest())).orElse(null),
                fit.map(f -> logAlphaNorm(eigenvalues, f.alpha())).orElse(null),
                HillFit.of(spectrum),
                Norms.of(spectrum),
                paper ? Double.valueOf(unnormalised) : normalised,
                normalised,
                unnormalised,
                isRankKnown ? (Integer) (eigenvalues.length - spectrum.lost()) : null,
                isRankKnown ? (Integer) spectrum.lost() : null,
                isZero ? null : (Double) Entropy.effectiveRank(eigenvalues),
                isZero ? null : (Double) Entropy.participationRatio(eigenvalues),
                SingularValues.of(spectrum),
                spectrum.largest(),
                fit.map(f -> warning(f.alpha())).orElse(""),
                NullModel.of(spectrum, fit.orElse(null)),
                TraceLog.of(spectrum, fit.orElse(null)),
                options.marchenkoPastur()
                        ? MarchenkoPastur.fit(eigenvalues, raw.largeSide(), raw.smallSide())
                                .orElse(null)
                        : null,
                random.isEmpty() ? null : Randomized.of(spectrum, random),
                options.bootstrap() == 0 || fit.isEmpty()
                        ? null
                        : Bootstrap.of(tail, options.bootstrap(), options.seed(), threads));
    }

    /// The eigenvalues that are not lost in rounding; none of them if they are all equal to rounding (an
    /// orthogonal matrix). Some that may be equal are: a tail holds all that are equal to its first, and is
    /// none if all of it is.
    private static double[] fittable(Spectrum spectrum) {
        int lost = spectrum.lost();
        int flat = spectrum.flatFrom();
        double[] all = spectrum.eigenvalues();
        if (all.length - lost < 2 || flat <= lost) {
            return new double[0];
        }
        double[] points = Arrays.copyOfRange(all, lost, all.length);
        if (spectrum.rounding().precision() == Precision.F64) {
            double largest = spectrum.largest();
            double split = spectrum.surelySplitByWeights();
            for (int i = 1; i < points.length; i++) {
                double before = points[i - 1];
                double part = before / largest;
                if ((points[i] - before) / largest <= Math.max(spectrum.shift(part), split * Math.sqrt(part))) {
                    points[i] = before;
                }
            }
        }
        if (all.length - flat >= Spectrum.LEAST_FLAT) {
            Arrays.fill(points, flat - lost, points.length, points[flat - lost]);
        }
        return points;
    }

    /// `log10(sum lambda^alpha)`, with the largest term taken out so that it neither overflows nor vanishes.
    private static double logAlphaNorm(double[] eigenvalues, double alpha) {
        double largest = eigenvalues[eigenvalues.length - 1];
        double sum = 0;
        for (double lambda : eigenvalues) {
            sum += Math.pow(lambda / largest, alpha);
        }
        return alpha * Math.log10(largest) + Math.log10(sum);
    }

    private static String warning(double alpha) {
        if (alpha < OVER_TRAINED) {
            return "over-trained";
        }
        return alpha > UNDER_TRAINED ? "under-trained" : "";
    }

    /// Why metrics may be off by more than is promised, one sentence a reason; empty if none is.
    ///
    /// @param spectrum whose metrics these are
    public List<String> doubts(Spectrum spectrum) {
        return Promise.doubts(this, spectrum, fit == null ? new double[0] : fittable(spectrum));
    }

    /// Why metrics are undefined or not to be relied on, one sentence a reason; empty if there is none.
    ///
    /// @param spectrum whose metrics these are
    public List<String> undefined(Spectrum spectrum) {
        List<String> reasons = new ArrayList<>();
        if (lambdaMax == 0) {
            reasons.add("all weights are zero: nothing is defined but counts, ranks and what is zero itself");
        } else if (spectrum.eigenvalues().length - spectrum.lost() == 1) {
            reasons.add("rank 1: " + NO_TAIL + ", and the normalised entropy is 0/0");
        } else if (fit == null) {
            reasons.add("all eigenvalues are equal to the precision of the weights: " + NO_TAIL);
        }
        if (matrixRank == null) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "matrix_rank, rank_loss: %d eigenvalues below %.1e of the largest may be zero in float32;"
                            + " --precision f64 tells",
                    spectrum.lost(),
                    spectrum.floor()));
        }
        reasons.addAll(doubts(spectrum));
        if (hill == null && fit != null) {
            reasons.add(HillFit.whyNot(spectrum));
        }
        reasons.addAll(singularValues.undefined(spectrum));
        if (traceLog == null && fit != null) {
            reasons.add("detX: the product stays above 1 down to eigenvalues that are lost in "
                    + Promise.arithmetic(spectrum) + "; " + Promise.remedy(spectrum, "resolves them"));
        }
        if (marchenkoPastur != null && !marchenkoPastur.isFound()) {
            reasons.add("no Marchenko-Pastur bulk lies where the eigenvalues are dense: its columns have the least"
                    + " sigma tried");
        }
        return reasons;
    }
}
