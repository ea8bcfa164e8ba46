package eigensweep.findings;

import eigensweep.findings.Treatment.Kind;
import eigensweep.stats.MeanInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The claims about where along the layers a norm rises and where it falls.
///
/// @param changes of the norm
/// @param count layers of the network
record DepthClaims(MetricChanges changes, int count) {

    private static final double MOST_WRONG = 0.05;

    List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        claims.add(everywhereBelow());
        for (Kind kind : List.of(Kind.DROPOUT, Kind.DIVERSITY)) {
            claims.add(half(kind, false));
            claims.add(half(kind, true));
            claims.add(last(kind));
        }
        return claims;
    }

    /// Yes if every layer's interval lies below zero: a conjunction, for which each test by itself keeps 5 %
    /// (Berger 1982). No if one layer's lies above, at 5 % for all layers together (Bonferroni).
    private Claim everywhereBelow() {
        Kind kind = Kind.WEIGHT_DECAY;
        String statement = "Weight decay lowers the " + label() + " in every layer";
        if (!changes.has(kind)) {
            return absent(statement, kind);
        }
        int layers = changes.layers().size();
        List<MeanInterval> single = layers(kind, MetricChanges.LEVEL);
        List<MeanInterval> joint = layers(kind, 1 - MOST_WRONG / layers);
        long falls = single.stream().filter(layer -> layer.mean() < 0).count();
        long below = single.stream().filter(layer -> layer.isBelow(0)).count();
        long above = joint.stream().filter(layer -> layer.isAbove(0)).count();
        Verdict verdict = Verdict.of(below == layers, above > 0);
        return new Claim(
                statement,
                verdict,
                String.format(
                        Locale.ROOT,
                        "its mean falls in %d of %d layers; the 95 %% interval lies below 0 in %d, and above 0 (adjusted"
                                + " for the number of layers) in %d; over all layers %s",
                        falls,
                        layers,
                        below,
                        above,
                        Numbers.interval(changes.interval(kind))));
    }

    private List<MeanInterval> layers(Kind kind, double level) {
        return IntStream.range(0, changes.layers().size())
                .mapToObj(layer -> changes.interval(kind, level, profile -> profile[layer]))
                .toList();
    }

    /// Yes if the shallow half of the layers rises, or the deep one falls.
    private Claim half(Kind kind, boolean isDeep) {
        String statement = Numbers.capital(MetricChanges.name(kind))
                + (isDeep ? " lowers the " : " raises the ")
                + label()
                + (isDeep ? " in deep layers" : " in shallow layers");
        int layers = changes.layers().size();
        int half = layers / 2;
        if (half < 1 || !changes.has(kind)) {
            return absent(statement, kind);
        }
        int from = isDeep ? layers - half : 0;
        MeanInterval change =
                changes.interval(kind, MetricChanges.LEVEL, profile -> MetricChanges.mean(profile, from, from + half));
        boolean falls = change.isBelow(0);
        boolean rises = change.isAbove(0);
        return new Claim(
                statement,
                isDeep ? Verdict.of(falls, rises) : Verdict.of(rises, falls),
                "mean of the " + (isDeep ? "last " : "first ") + Numbers.count(half, "layer") + ": "
                        + Numbers.interval(change));
    }

    /// Yes if the last layer's change lies below zero and below that of the other deep layers; no if one of the
    /// two lies above, at 5 % for both together.
    private Claim last(Kind kind) {
        String statement =
                Numbers.capital(MetricChanges.name(kind)) + " makes the " + label() + " fall sharply in the last layer";
        int layers = changes.layers().size();
        if (layers < 2 || !changes.has(kind)) {
            return absent(statement, kind);
        }
        if (changes.layers().getLast() != count) {
            return new Claim(statement, Verdict.NOT_TESTED, "it is undefined in the last layer");
        }
        int from = Math.min(layers - layers / 2, layers - 2);
        MeanInterval own = changes.interval(kind, MetricChanges.LEVEL, profile -> profile[layers - 1]);
        MeanInterval contrast = contrast(kind, MetricChanges.LEVEL, from);
        double joint = 1 - MOST_WRONG / 2;
        boolean against =
                changes.interval(kind, joint, profile -> profile[layers - 1]).isAbove(0)
                        || contrast(kind, joint, from).isAbove(0);
        return new Claim(
                statement,
                Verdict.of(own.isBelow(0) && contrast.isBelow(0), against),
                "the last layer: " + Numbers.interval(own) + "; less the mean of the other deep layers: "
                        + Numbers.interval(contrast));
    }

    private MeanInterval contrast(Kind kind, double level, int from) {
        int last = changes.layers().size() - 1;
        return changes.interval(kind, level, profile -> profile[last] - MetricChanges.mean(profile, from, last));
    }

    private Claim absent(String statement, Kind kind) {
        return new Claim(
                statement,
                Verdict.NOT_TESTED,
                changes.of(kind).isEmpty()
                        ? "no treatment with " + MetricChanges.name(kind) + " is finished with every seed"
                        : "too few layers have this metric");
    }

    private String label() {
        return changes.metric().label();
    }
}
