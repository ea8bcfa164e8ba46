package eigensweep.lab.study.report;

import eigensweep.findings.Claim;
import eigensweep.findings.Claims;
import eigensweep.findings.Effect;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Numbers;
import eigensweep.findings.Setting;
import eigensweep.findings.Verdict;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.FTest;
import eigensweep.stats.MeanInterval;
import eigensweep.stats.TTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What was found in a setting and what was not, in plain words with numbers.
final class StudyWords {

    private static final double SIGNIFICANT = 0.05;

    private final Setting setting;
    private final String where;

    /// @param named whether the setting's name is said
    StudyWords(Setting setting, boolean named) {
        this.setting = setting;
        this.where = named ? setting.title() + ": " : "";
    }

    /// How the claims stand.
    String verdicts() {
        List<Claim> claims = Claims.of(setting);
        return where + "Of " + (claims.size() - count(claims, Verdict.NOT_TESTED))
                + " headline claims of the paper that this study can"
                + " test, " + count(claims, Verdict.YES) + " hold, " + count(claims, Verdict.NO) + " do not, and "
                + count(claims, Verdict.UNDECIDED) + " are undecided; "
                + count(claims, Verdict.NOT_TESTED) + " more are not part of it.";
    }

    static long count(List<Claim> claims, Verdict verdict) {
        return claims.stream().filter(claim -> claim.verdict() == verdict).count();
    }

    private List<String> statements(String heading, Verdict verdict) {
        List<String> statements = Claims.of(setting).stream()
                .filter(claim -> claim.verdict() == verdict)
                .map(Claim::statement)
                .map(statement -> statement.substring(0, 1).toLowerCase(Locale.ROOT) + statement.substring(1))
                .toList();
        return statements.isEmpty() ? List.of() : List.of(where + heading + ": " + String.join("; ", statements) + ".");
    }

    /// What is told from chance at 5 %.
    List<String> found() {
        List<String> lines = new ArrayList<>(statements("Holds here", Verdict.YES));
        lines.addAll(statements("Does not hold here", Verdict.NO));
        for (Effect effect : Effect.of(setting)) {
            if (effect.isSignificant()) {
                boolean fall = effect.change().mean() < 0;
                lines.add(where + Numbers.capital(MetricChanges.name(effect.kind()))
                        + (fall ? " lowers" : " raises") + " the "
                        + effect.metric().label()
                        + " relative to the baseline: on average over its treatments and all layers it changes by "
                        + evidence(effect) + ". The paper\u2019s reading: "
                        + (fall ? effect.metric().fall() : effect.metric().rise()) + ".");
            }
        }
        for (MetricChanges changes : setting.metrics()) {
            FTest test = test(changes);
            if (test != null && test.p() <= SIGNIFICANT) {
                lines.add(where + "The categories differ in " + changes.metric().label() + " (treatments\u2019 means, "
                        + Numbers.test(test) + ")" + pairs(changes) + ".");
            }
        }
        return lines;
    }

    /// The interval, the p that goes with it, and the one that decides.
    private static String evidence(Effect effect) {
        MeanInterval change = effect.change();
        return Numbers.interval(change)
                + (change.n() < 2
                        ? ""
                        : ", " + Numbers.p(change.p()) + " by itself, Holm\u2019s " + Numbers.p(effect.pHolm()));
    }

    private static @Nullable FTest test(MetricChanges changes) {
        CategoryComparison comparison = changes.comparison();
        return comparison == null ? null : comparison.memberAnova().raw();
    }

    private static String pairs(MetricChanges changes) {
        List<String> pairs = new ArrayList<>();
        for (AutocorrelatedTTest pair : changes.memberPairs()) {
            TTest test = pair.raw();
            if (test != null && test.pHolm() <= SIGNIFICANT) {
                pairs.add(pair.first() + " less " + pair.second() + " " + Numbers.signed(pair.difference())
                        + ", Holm\u2019s " + Numbers.p(test.pHolm()));
            }
        }
        return pairs.isEmpty() ? ", though no pair by itself does" : ": " + String.join("; ", pairs);
    }

    /// What is not: with how large it may be all the same.
    List<String> notFound() {
        List<String> lines = new ArrayList<>();
        for (MetricChanges changes : setting.metrics()) {
            List<Effect> open = Effect.of(setting).stream()
                    .filter(effect -> effect.metric().equals(changes.metric()) && !effect.isSignificant())
                    .toList();
            if (!open.isEmpty()) {
                lines.add(where + Numbers.capital(changes.metric().label()) + ", averaged over layers: "
                        + open.stream()
                                .map(effect -> MetricChanges.name(effect.kind()) + " " + evidence(effect))
                                .collect(Collectors.joining("; "))
                        + ".");
            }
            FTest test = test(changes);
            if (test != null && test.p() > SIGNIFICANT) {
                lines.add(where + "The treatments\u2019 means do not tell the categories apart in "
                        + changes.metric().label() + " (" + Numbers.test(test) + ").");
            }
        }
        return lines;
    }
}
