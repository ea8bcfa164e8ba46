package eigensweep.findings;

import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.FTest;
import eigensweep.stats.MeanInterval;
import eigensweep.stats.TTest;
import java.util.List;
import java.util.Locale;

/// The claims about which categories differ, and which lie closest.
final class SeparationClaims {

    private static final double SIGNIFICANT = 0.05;

    /// The two one-sided tests of equivalence at 5 % (Schuirmann 1987) are an interval of 90 %.
    private static final double EQUIVALENCE_LEVEL = 0.9;

    /// Differences up to this share of what training itself changes are none that matter.
    private static final double MARGIN = 0.1;

    private SeparationClaims() {}

    /// No if the ANOVA of the members' means is significant. Yes only if every pair is shown to be alike: a
    /// test that finds nothing does not say that there is nothing.
    static Claim unseparated(MetricChanges changes) {
        String statement =
                Numbers.capital(changes.metric().label()) + " does not separate dropout, weight decay and diversity";
        CategoryComparison comparison = changes.comparison();
        if (comparison == null || comparison.categories().size() < MetricChanges.CATEGORIES.size()) {
            return new Claim(statement, Verdict.NOT_TESTED, "not all three categories are here");
        }
        FTest test = comparison.memberAnova().raw();
        if (test == null) {
            return new Claim(
                    statement,
                    Verdict.UNDECIDED,
                    "no test of the treatments' means: "
                            + comparison.memberAnova().reason());
        }
        String evidence = "ANOVA of the treatments' means: " + Numbers.test(test);
        if (test.p() <= SIGNIFICANT) {
            return new Claim(statement, Verdict.NO, evidence);
        }
        double margin = MARGIN * changes.baselineSize();
        double largest = 0;
        for (AutocorrelatedTTest pair : changes.memberPairs()) {
            largest = Math.max(largest, farthest(pair));
        }
        String could = String.format(
                Locale.ROOT,
                "; differences up to %s are not ruled out (90 %%), %s a tenth of the baseline's own change (%s)",
                Numbers.plain(largest),
                largest < margin ? "below" : "above",
                Numbers.plain(margin));
        return new Claim(statement, largest < margin ? Verdict.YES : Verdict.UNDECIDED, evidence + could);
    }

    /// The end of the interval of a difference that lies farther from zero.
    private static double farthest(AutocorrelatedTTest pair) {
        TTest test = pair.raw();
        if (test == null) {
            return Math.abs(pair.difference());
        }
        MeanInterval interval = MeanInterval.around(
                EQUIVALENCE_LEVEL, (int) (test.n1() + test.n2()), pair.difference(), test.standardError(), test.df());
        return Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
    }

    /// Yes if dropout and diversity lie closer than either does to weight decay, both at 5 %; no if one of the
    /// two other pairs is closer, at 5 % for both together.
    static Claim closest(String what, List<MetricChanges> metrics) {
        String statement = "Of the three categories, dropout and diversity lie closest in " + what;
        for (MetricChanges changes : metrics) {
            if (!MetricChanges.CATEGORIES.stream().allMatch(changes::has)) {
                return new Claim(statement, Verdict.NOT_TESTED, "not all three categories are here");
            }
        }
        if (metrics.isEmpty()) {
            return new Claim(statement, Verdict.NOT_TESTED, "no layer has these metrics in every training");
        }
        Closeness single = Closeness.of(metrics, MetricChanges.LEVEL);
        Closeness joint = Closeness.of(metrics, 1 - SIGNIFICANT / 2);
        if (single == null || joint == null) {
            return new Claim(
                    statement,
                    Verdict.UNDECIDED,
                    "distances without their noise, with an interval, take " + Closeness.FEWEST_SEEDS
                            + " seeds; there are " + metrics.getFirst().seeds());
        }
        boolean yes = single.lessDecay().isBelow(0) && single.lessDiversity().isBelow(0);
        boolean no = joint.lessDecay().isAbove(0) || joint.lessDiversity().isAbove(0);
        String unit = metrics.size() > 1 ? " (each metric in units of its root mean square)" : "";
        return new Claim(
                statement,
                Verdict.of(yes, no),
                "distance along the layers, less noise" + unit + ": dropout to diversity "
                        + Numbers.plain(single.dropoutDiversity()) + ", dropout to weight decay "
                        + Numbers.plain(single.dropoutDecay()) + ", weight decay to diversity "
                        + Numbers.plain(single.decayDiversity()) + "; squares of the first less the second "
                        + Numbers.interval(single.lessDecay()) + ", less the third "
                        + Numbers.interval(single.lessDiversity()));
    }
}
