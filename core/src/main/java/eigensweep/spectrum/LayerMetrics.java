package eigensweep.spectrum;

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
/// @param norms Frobenius and spectral norm
/// @param entropy the entropy of the convention asked for
/// @param entropyWw WeightWatcher's entropy, whatever the convention ([Entropy#normalised])
/// @param entropyPaper the paper's entropy of `(1/n) W^T W`, whatever the convention ([Entropy#unnormalised])
/// @param matrixRank eigenvalues that are not zero to rounding
/// @param rankLoss eigenvalues that are
/// @param svMax the largest singular value
/// @param svMin the smallest singular value
/// @param lambdaMax the largest eigenvalue
/// @param warning WeightWatcher's reading of alpha: `over-trained` below 2, `under-trained` above 6, empty
///     between
/// @param traceLog WeightWatcher's trace-log condition
/// @param marchenkoPastur the random bulk; null if not asked for
/// @param randomized the layer beside itself with its elements shuffled; null if not asked for
/// @param bootstrap how far alpha can be trusted; null if not asked for, or without a fit
public record LayerMetrics(
        int numEvals,
        @Nullable PowerLawFit fit,
        @Nullable Double alphaWeighted,
        @Nullable Double logAlphaNorm,
        Norms norms,
        @Nullable Double entropy,
        @Nullable Double entropyWw,
        double entropyPaper,
        int matrixRank,
        int rankLoss,
        double svMax,
        @Nullable Double svMin,
        double lambdaMax,
        String warning,
        @Nullable TraceLog traceLog,
        @Nullable MarchenkoPasturFit marchenkoPastur,
        @Nullable Randomized randomized,
        @Nullable BootstrapFit bootstrap) {

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
        double[] tail = fittable(spectrum);
        Optional<PowerLawFit> fit = PowerLaw.fit(tail);
        Double normalised = Entropy.normalised(raw);
        double unnormalised = Entropy.unnormalised(raw.times(perRow));
        return new LayerMetrics(
                eigenvalues.length,
                fit.orElse(null),
                fit.map(f -> f.alpha() * Math.log10(spectrum.largest())).orElse(null),
                fit.map(f -> logAlphaNorm(eigenvalues, f.alpha())).orElse(null),
                Norms.of(spectrum),
                paper ? Double.valueOf(unnormalised) : normalised,
                normalised,
                unnormalised,
                spectrum.rank(),
                spectrum.zeros(),
                Math.sqrt(spectrum.largest()),
                spectrum.zeros() > 0 && !spectrum.resolvesZero()
                        ? null
                        : Double.valueOf(Math.sqrt(spectrum.smallest())),
                spectrum.largest(),
                fit.map(f -> warning(f.alpha())).orElse(""),
                TraceLog.of(spectrum),
                options.marchenkoPastur()
                        ? MarchenkoPastur.fit(eigenvalues, raw.largeSide(), raw.smallSide())
                                .orElse(null)
                        : null,
                random.isEmpty() ? null : Randomized.of(spectrum, random),
                options.bootstrap() == 0 || fit.isEmpty()
                        ? null
                        : Bootstrap.of(tail, options.bootstrap(), options.seed(), threads));
    }

    /// The eigenvalues that are not zero to rounding; none of them if they are all equal to rounding (an
    /// orthogonal matrix).
    private static double[] fittable(Spectrum spectrum) {
        double[] positive = Arrays.copyOfRange(spectrum.eigenvalues(), spectrum.zeros(), spectrum.eigenvalues().length);
        // Squares of singular values are good to twice their rounding, however small the ones told from zero.
        double rounding = spectrum.resolvesZero() ? 2 * Math.sqrt(spectrum.resolution()) : spectrum.resolution();
        boolean equal = positive.length < 2 || spectrum.largest() - positive[0] <= rounding * spectrum.largest();
        return equal ? new double[0] : positive;
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

    /// Why metrics are undefined or not to be relied on, one sentence a reason; empty if there is none.
    ///
    /// @param resolution of the spectrum, see [Spectrum]
    public List<String> undefined(double resolution) {
        List<String> reasons = new ArrayList<>();
        if (lambdaMax == 0) {
            reasons.add("all weights are zero: no tail, logarithms, entropy or stable rank");
        } else if (matrixRank == 1) {
            reasons.add("rank 1: no tail to fit, and the normalised entropy is 0/0");
        } else if (fit == null) {
            reasons.add("all eigenvalues are equal: no tail to fit");
        }
        if (svMin == null && lambdaMax > 0) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "sv_min: %d singular values below %.1e of the largest are lost in the Gram matrix;"
                            + " --method svd resolves them",
                    rankLoss,
                    Math.sqrt(resolution)));
        }
        if (traceLog == null && fit != null) {
            reasons.add("detX: the product stays above 1 down to eigenvalues that are lost in the Gram matrix;"
                    + " --method svd resolves them");
        }
        if (marchenkoPastur != null && !marchenkoPastur.isFound()) {
            reasons.add("no Marchenko-Pastur bulk lies where the eigenvalues are dense: its columns have the least"
                    + " sigma tried");
        }
        return reasons;
    }
}
