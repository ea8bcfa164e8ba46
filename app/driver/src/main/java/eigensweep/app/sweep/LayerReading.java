package eigensweep.app.sweep;

import eigensweep.findings.Numbers;
import eigensweep.spectrum.BootstrapFit;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.Norms;
import eigensweep.spectrum.NullModel;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the numbers of one layer say, in words, beside those of the other layers of the sweep (PAPER Table 1).
final class LayerReading {

    /// The p-value below which Clauset, Shalizi and Newman call a power law ruled out.
    private static final double RULED_OUT = 0.1;

    /// A tail of fewer eigenvalues than this says little.
    private static final int FEW = 20;

    /// A distance above which the tail hardly looks like a power law.
    private static final double FAR = 0.15;

    private final double[] logNorms;
    private final double[] logSpectralNorms;
    private final double[] entropies;

    /// @param rows of the whole sweep
    LayerReading(List<Row> rows) {
        this.logNorms = RowValues.sorted(rows, "log_norm");
        this.logSpectralNorms = RowValues.sorted(rows, "log_spectral_norm");
        this.entropies = RowValues.sorted(rows, "entropy_ww");
    }

    /// A paragraph a line.
    List<String> of(Row row) {
        List<String> lines = new ArrayList<>();
        LayerMetrics metrics = row.metrics();
        if (metrics != null) {
            PowerLawFit fit = metrics.fit();
            if (fit != null) {
                lines.add(tail(fit, metrics.nullModel()));
                lines.add(trust(fit, metrics));
                lines.add(bootstrap(metrics.bootstrap()));
            }
            lines.add(scale(metrics.norms()));
            lines.add(shape(metrics));
            bulk(row, lines);
        }
        if (!row.reason().isEmpty()) {
            lines.add(Numbers.capital(row.reason()) + ".");
        }
        return lines.stream().filter(line -> !line.isEmpty()).toList();
    }

    private static String tail(PowerLawFit fit, @Nullable NullModel beside) {
        String alpha = String.format(Locale.ROOT, "Alpha is %.2f \u00b1 %.2f: ", fit.alpha(), fit.sigma());
        String unsure = AlphaBand.isClearlyOutside(fit) ? "" : ", but by less than two standard errors";
        String reading;
        if (fit.alpha() < AlphaBand.FROM) {
            reading = "below 2" + unsure + ". WeightWatcher calls that over-trained; some layers are made that way, as"
                    + " tables of positions are.";
        } else if (AlphaBand.holds(fit)) {
            reading = "in the band from 2 to 6 that WeightWatcher calls well trained.";
        } else {
            reading = "above 6" + unsure + ". WeightWatcher calls that under-trained.";
        }
        return alpha + reading + (beside == null ? "" : " " + besideRandom(beside));
    }

    private static String besideRandom(NullModel beside) {
        String interval = String.format(
                Locale.ROOT,
                "Random weights of this shape have %.2f to %.2f (95\u00a0%%): ",
                beside.nullAlphaLow(),
                beside.nullAlphaHigh());
        return interval
                + switch (beside.reading()) {
                    case NullModel.HEAVIER -> "this tail is heavier than chance makes it.";
                    case NullModel.LIGHTER -> "this tail is lighter than theirs.";
                    case NullModel.OUTLIERS ->
                        "alpha does not tell this layer from them, but its largest eigenvalues lie beyond their edge.";
                    default ->
                        "neither alpha nor the largest eigenvalue tells this layer from them. That is no proof that it"
                                + " has learned nothing.";
                };
    }

    private static String trust(PowerLawFit fit, LayerMetrics metrics) {
        String tail = String.format(
                Locale.ROOT,
                "The tail is the largest %d of %d eigenvalues, from xmin %s on, and D\u00a0=\u00a0%.3f is its largest distance from"
                        + " the fit.",
                fit.numPlSpikes(),
                metrics.numEvals(),
                number(fit.xmin()),
                fit.d());
        if (fit.numPlSpikes() < FEW) {
            return tail + " So few say little: look at the figure before trusting alpha.";
        }
        return fit.d() > FAR ? tail + " That is far: a power law describes this tail poorly." : tail;
    }

    private static String bootstrap(@Nullable BootstrapFit bootstrap) {
        if (bootstrap == null) {
            return "";
        }
        String interval = String.format(
                Locale.ROOT,
                "Refitted on %d synthetic spectra, alpha lies between %.2f and %.2f (95\u00a0%%), and p\u00a0=\u00a0%.2f: ",
                bootstrap.replicas(),
                bootstrap.alphaLow(),
                bootstrap.alphaHigh(),
                bootstrap.pValue());
        return interval
                + (bootstrap.pValue() < RULED_OUT
                        ? "a true power law would seldom fit so badly; it is ruled out."
                        : "a power law is a plausible description of this tail.");
    }

    private String scale(Norms norms) {
        if (norms.logNorm() == null || norms.logSpectralNorm() == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "Scale: log Frobenius norm %.2f, %s; log spectral norm %.2f, %s. Weight decay lowers both.",
                norms.logNorm(),
                rank(norms.logNorm(), logNorms),
                norms.logSpectralNorm(),
                rank(norms.logSpectralNorm(), logSpectralNorms));
    }

    private String shape(LayerMetrics metrics) {
        Double entropy = metrics.entropyWw();
        Double stableRank = metrics.norms().stableRank();
        if (entropy == null || stableRank == null) {
            return "";
        }
        String spread = entropy > 0.9
                ? "the spectrum is spread over nearly all directions"
                : entropy > 0.7 ? "most directions carry some of it" : "it is concentrated in few directions";
        return String.format(
                Locale.ROOT,
                "Shape: entropy %.3f of at most 1, %s: %s. The stable rank is %.1f of %d.",
                entropy,
                rank(entropy, entropies),
                spread,
                stableRank,
                Objects.requireNonNullElse(metrics.matrixRank(), metrics.numEvals()));
    }

    private static void bulk(Row row, List<String> lines) {
        Double spikes = RowValues.number(row, "num_spikes");
        Double edge = RowValues.number(row, "bulk_max");
        if (spikes != null && edge != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Random weights of this shape would end at %s (the Marchenko-Pastur edge); %.0f eigenvalues lie"
                            + " beyond it, where independent weights of the same variance have next to none.",
                    number(edge),
                    spikes));
        }
    }

    /// Where a value lies among all, ascending.
    private static String rank(double value, double[] all) {
        if (all.length < 3) {
            return "as measured";
        }
        int found = Arrays.binarySearch(all, value);
        int below = found < 0 ? -found - 1 : found;
        while (below > 0 && all[below - 1] == value) {
            below--;
        }
        double share = below / (all.length - 1.0);
        if (share == 0) {
            return "the lowest here";
        }
        return share >= 1
                ? "the highest here"
                : String.format(Locale.ROOT, "above %.0f\u00a0%% of the layers", 100 * share);
    }

    /// Four significant digits, in plain notation where that is short.
    static String number(double value) {
        double size = Math.abs(value);
        return size == 0 || (size >= 1e-3 && size < 1e6) ? plain(value) : String.format(Locale.ROOT, "%.3e", value);
    }

    private static String plain(double value) {
        int digits = value == 0 ? 0 : Math.clamp(3 - (int) Math.floor(Math.log10(Math.abs(value))), 0, 7);
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
