package eigensweep.findings;

import eigensweep.findings.Observation.Quantity;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.Correlations.Kind;
import eigensweep.stats.Holm;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The claims about what goes with diversity.
///
/// @param observations the baseline and the augmentations
record DiversityClaims(List<Observation> observations) {

    private static final double SIGNIFICANT = 0.05;

    /// From this correlation on, two scores agree.
    private static final double AGREEMENT = 0.5;

    /// The 97.5 % point of the normal distribution.
    private static final double NORMAL = 1.959963984540054;

    private static final List<String> GENERATED = List.of(
            "Weighted Vendi Score and accuracy correlate over synthetic data sets (0.72 in the paper)",
            "The weighted Vendi Score sets generated data apart from classical augmentation (Table 4)");

    List<Claim> all() {
        List<Claim> claims = new ArrayList<>(directions());
        claims.add(disagreement());
        GENERATED.forEach(statement -> claims.add(new Claim(
                statement, Verdict.NOT_TESTED, "needs generated data sets, which are not part of this study")));
        return claims;
    }

    private @Nullable Correlation correlation(Kind kind, Quantity first, Quantity second) {
        return Observation.correlations(kind, observations).stream()
                .filter(c -> c.first().equals(first.name()) && c.second().equals(second.name()))
                .findFirst()
                .orElse(null);
    }

    /// The sign of a correlation that differs from 0 at 5 % for the four metrics together (Holm).
    private List<Claim> directions() {
        Map<PaperMetric, @Nullable Correlation> found = new EnumMap<>(PaperMetric.class);
        for (PaperMetric metric : PaperMetric.ALL) {
            found.put(metric, correlation(Kind.PEARSON, Observation.EMBEDDINGS, Quantity.of(metric)));
        }
        double[] adjusted = Holm.adjust(found.values().stream()
                .mapToDouble(c -> c == null || c.p() == null ? 1 : c.p())
                .toArray());
        List<Claim> claims = new ArrayList<>();
        found.forEach((metric, c) -> claims.add(direction(metric, c, adjusted[claims.size()])));
        return claims;
    }

    private Claim direction(PaperMetric metric, @Nullable Correlation c, double adjusted) {
        int sign = metric.withDiversity();
        String statement = "Diversity correlates with " + (sign < 0 ? "lower " : "higher ") + metric.label();
        if (c == null || c.r() == null || c.p() == null) {
            return new Claim(statement, Verdict.NOT_TESTED, missing(c));
        }
        Verdict verdict = adjusted > SIGNIFICANT ? Verdict.UNDECIDED : c.r() * sign > 0 ? Verdict.YES : Verdict.NO;
        return new Claim(statement, verdict, evidence(c, adjusted, metric));
    }

    private String evidence(Correlation c, double adjusted, PaperMetric metric) {
        Correlation pixels = correlation(Kind.PEARSON, Observation.PIXELS, Quantity.of(metric));
        String other = pixels == null || pixels.r() == null
                ? ""
                : String.format(Locale.ROOT, "; with pixels r = %.2f", pixels.r());
        return String.format(Locale.ROOT, "embeddings' Vendi Score: r = %.2f over %d treatments, Holm's ", c.r(), c.n())
                        .replace('-', '\u2212')
                + Numbers.p(adjusted)
                + other.replace('-', '\u2212');
    }

    private String missing(@Nullable Correlation c) {
        return c == null || c.reason().isEmpty()
                ? "one of the two is undefined"
                : c.reason() + " (" + Numbers.count(observations.size(), "treatment") + ")";
    }

    /// Yes if the 95 % interval of the correlation (Fisher 1921) lies below one half, no if it lies above.
    private Claim disagreement() {
        String statement = "Diversity of pixels and diversity of embeddings disagree";
        Correlation c = correlation(Kind.PEARSON, Observation.PIXELS, Observation.EMBEDDINGS);
        if (c == null || c.r() == null || c.n() < 4) {
            return new Claim(statement, Verdict.NOT_TESTED, missing(c));
        }
        Correlation ranks = correlation(Kind.SPEARMAN, Observation.PIXELS, Observation.EMBEDDINGS);
        double z = 0.5 * Math.log((1 + c.r()) / (1 - c.r()));
        double half = NORMAL / Math.sqrt(c.n() - 3);
        double low = Math.tanh(z - half);
        double high = Math.tanh(z + half);
        Verdict verdict = Verdict.of(high < AGREEMENT, low > AGREEMENT);
        String evidence = String.format(
                Locale.ROOT,
                "r = %.2f (95 %%: %.2f to %.2f) over %d treatments, of ranks %.2f; agreement is taken to begin at %.1f",
                c.r(),
                low,
                high,
                c.n(),
                ranks == null || ranks.r() == null ? Double.NaN : ranks.r(),
                AGREEMENT);
        return new Claim(statement, verdict, evidence.replace('-', '\u2212'));
    }
}
