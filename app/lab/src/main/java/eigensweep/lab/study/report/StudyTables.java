package eigensweep.lab.study.report;

import eigensweep.findings.Effect;
import eigensweep.findings.Findings;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Setting;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.Diversity;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.lab.study.report.StudyTable.Best;
import eigensweep.lab.study.report.StudyTable.Column;
import eigensweep.lab.study.report.StudyTable.In;
import eigensweep.lab.study.report.StudyTable.Mean;
import eigensweep.stats.MeanInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The tables of a study that are counterparts of the paper's Tables 1 to 4.
final class StudyTables {

    private StudyTables() {}

    /// The paper's tables.
    static List<StudyTable> paper(Findings findings) {
        return List.of(
                readings(findings),
                scores(
                        findings.study(),
                        "table-2-accuracy",
                        "Accuracy (Table 2)",
                        "Accuracy",
                        Best.HIGHEST,
                        SplitScore::accuracy),
                scores(
                        findings.study(),
                        "table-3-ece",
                        "Calibration (Table 3)",
                        "Expected calibration error",
                        Best.LOWEST,
                        SplitScore::ece),
                weighted(findings));
    }

    /// Table 1's reading of what each category does to each metric.
    static StudyTable readings(Findings findings) {
        return StudyTable.of(
                "table-1-readings",
                "How the paper reads the changes (Table 1)",
                "How each category changes each metric relative to the baseline, averaged over its treatments and all"
                        + " layers, with the 95 % interval over seeds of that change by itself and its p, the p adjusted by Holm for"
                        + " all changes of the setting, which decides, and how the paper reads such a change",
                In.each(findings.everything(), Effect::of),
                List.of(
                        In.model(),
                        In.data(),
                        In.text("metric", "metric", effect -> effect.metric().label()),
                        In.text("category", "category", effect -> MetricChanges.name(effect.kind())),
                        In.number(
                                "change", "change", 4, effect -> effect.change().mean()),
                        In.number(
                                "low", "95 % from", 4, effect -> effect.change().low()),
                        In.number("high", "to", 4, effect -> effect.change().high()),
                        In.number("p", "p, by itself", 4, effect -> p(effect.change())),
                        In.number("p_holm", "p, Holm", 4, Effect::pHolm),
                        In.text("reading", "reading", StudyTables::reading)));
    }

    private static double p(MeanInterval change) {
        return change.n() < 2 ? Double.NaN : change.p();
    }

    /// The paper's words for a change that is told from none.
    static String reading(Effect effect) {
        if (!effect.isSignificant()) {
            return "not told from no change";
        }
        return effect.change().mean() < 0
                ? "falls: " + effect.metric().fall()
                : "rises: " + effect.metric().rise();
    }

    private static StudyTable scores(
            StudyResults study, String id, String heading, String what, Best best, ToDoubleFunction<SplitScore> score) {
        Set<String> splits = new LinkedHashSet<>();
        study.results().forEach(result -> result.scores().forEach(split -> splits.add(split.split())));
        List<Column<List<TrialResult>>> columns = new ArrayList<>(List.of(
                Column.text("model", group -> trial(group).model()),
                Column.text("data", group -> trial(group).data()),
                Column.text("treatment", group -> trial(group).treatment().name() + collapsed(group)),
                Column.text(
                        "category",
                        group -> MetricChanges.name(trial(group).treatment().kind())),
                Column.number("seeds", "seeds", 0, List::size)));
        for (String split : splits) {
            String label = split.equals(TrialResult.TEST) ? "ID" : "OOD " + split;
            columns.add(Column.mean(split, label, best, group -> mean(group, split::equals, score)));
        }
        if (splits.size() > 2) {
            columns.add(Column.mean(
                    "ood_average",
                    "OOD mean",
                    best,
                    group -> mean(group, split -> !split.equals(TrialResult.TEST), score)));
        }
        return StudyTable.of(
                id,
                heading,
                what + " of every treatment on the test images (ID)"
                        + (splits.size() > 1 ? " and on images of other distributions (OOD)" : "")
                        + ", mean \u00b1 standard deviation over seeds; the best of each column is bold",
                TrialResult.overSeeds(study.results().stream()).toList(),
                columns);
    }

    private static Trial trial(List<TrialResult> group) {
        return group.getFirst().trial();
    }

    private static String collapsed(List<TrialResult> group) {
        return group.stream().anyMatch(TrialResult::collapsed) ? " (collapsed)" : "";
    }

    /// Over trials, the mean score of some splits.
    private static Mean mean(List<TrialResult> group, Predicate<String> splits, ToDoubleFunction<SplitScore> score) {
        return Mean.of(
                4,
                group.stream()
                        .mapToDouble(result -> result.scores().stream()
                                .filter(each -> splits.test(each.split()))
                                .mapToDouble(score)
                                .average()
                                .orElse(Double.NaN))
                        .filter(Double::isFinite)
                        .toArray());
    }

    /// A category's trials: for each of its treatments, one a seed.
    private record Members(Kind kind, List<List<TrialResult>> trials) {

        static List<Members> of(Setting setting) {
            return Arrays.stream(Kind.values())
                    .map(kind -> new Members(
                            kind,
                            setting.trials().entrySet().stream()
                                    .filter(entry -> entry.getKey().kind() == kind)
                                    .map(Map.Entry::getValue)
                                    .toList()))
                    .filter(members -> !members.trials().isEmpty())
                    .toList();
        }
    }

    /// Vendi Score, accuracy, rho and weighted score by category: a value a seed is the mean over the treatments.
    private static StudyTable weighted(Findings findings) {
        return StudyTable.of(
                "table-4-weighted-vendi",
                "Weighted diversity (Table 4)",
                "Vendi Score, accuracy, alignment rho and weighted Vendi Score by category, mean \u00b1 standard deviation"
                        + " over seeds of the mean over treatments",
                In.each(findings.settings(), Members::of),
                List.of(
                        In.model(),
                        In.data(),
                        In.text("category", "category", members -> MetricChanges.name(members.kind())),
                        In.number(
                                "treatments",
                                "treatments",
                                0,
                                members -> members.trials().size()),
                        diversity("vs_pixels", "VS pixels", Diversity::pixels),
                        diversity("vs_embeddings", "VS embeddings", Diversity::embeddings),
                        over(
                                "accuracy",
                                "accuracy",
                                Best.HIGHEST,
                                trial -> trial.test().accuracy()),
                        diversity("rho", "rho", Diversity::rho),
                        diversity("vs_weighted", "weighted VS", Diversity::weighted)));
    }

    private static Column<In<Members>> diversity(String name, String label, ToDoubleFunction<Diversity> number) {
        return over(name, label, Best.NONE, trial -> number.applyAsDouble(trial.diversity()));
    }

    private static Column<In<Members>> over(
            String name, String label, Best best, ToDoubleFunction<TrialResult> number) {
        return Column.mean(
                name,
                label,
                best,
                row -> Mean.of(
                        4,
                        IntStream.range(0, row.setting().seeds().size())
                                .mapToDouble(seed -> row.what().trials().stream()
                                        .mapToDouble(trials -> number.applyAsDouble(trials.get(seed)))
                                        .average()
                                        .orElse(Double.NaN))
                                .toArray()));
    }
}
