package eigensweep.lab.study;

import eigensweep.findings.Effect;
import eigensweep.findings.Findings;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Setting;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.lab.study.StudyTable.Best;
import eigensweep.lab.study.StudyTable.Cell;
import eigensweep.lab.study.StudyTable.Column;
import eigensweep.lab.study.StudyTable.Mean;
import eigensweep.lab.study.StudyTable.Quantity;
import eigensweep.lab.study.StudyTable.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The tables of a study that are counterparts of the paper's Tables 1 to 4.
final class StudyTables {

    private static final String TEST = "test";

    static final Column MODEL = Column.text("model", "model");
    static final Column DATA = Column.text("data", "data");

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
        List<List<Cell>> rows = new ArrayList<>();
        for (Setting setting : findings.everything()) {
            for (Effect effect : Effect.of(setting)) {
                rows.add(List.of(
                        new Words(setting.model()),
                        new Words(setting.data()),
                        new Words(effect.metric().label()),
                        new Words(MetricChanges.name(effect.kind())),
                        new Quantity(effect.change().mean(), 4),
                        new Quantity(effect.change().low(), 4),
                        new Quantity(effect.change().high(), 4),
                        new Quantity(
                                effect.change().n() < 2
                                        ? Double.NaN
                                        : effect.change().p(),
                                4),
                        new Quantity(effect.pHolm(), 4),
                        new Words(reading(effect))));
            }
        }
        return new StudyTable(
                "table-1-readings",
                "How the paper reads the changes (Table 1)",
                "How each category changes each metric relative to the baseline, averaged over its treatments and all"
                        + " layers, with the 95 % interval over seeds of that change by itself and its p, the p adjusted by Holm for"
                        + " all changes of the setting, which decides, and how the paper reads such a change",
                List.of(
                        MODEL,
                        DATA,
                        Column.text("metric", "metric"),
                        Column.text("category", "category"),
                        Column.number("change", "change"),
                        Column.number("low", "95 % from"),
                        Column.number("high", "to"),
                        Column.number("p", "p, by itself"),
                        Column.number("p_holm", "p, Holm"),
                        Column.text("reading", "reading")),
                rows);
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
        Map<List<Object>, List<TrialResult>> groups = new LinkedHashMap<>();
        for (TrialResult result : study.results()) {
            Trial trial = result.trial();
            result.scores().forEach(split -> splits.add(split.split()));
            groups.computeIfAbsent(List.of(trial.model(), trial.data(), trial.treatment()), place -> new ArrayList<>())
                    .add(result);
        }
        List<Column> columns = new ArrayList<>(List.of(
                MODEL,
                DATA,
                Column.text("treatment", "treatment"),
                Column.text("category", "category"),
                Column.number("seeds", "seeds")));
        for (String split : splits) {
            columns.add(Column.mean(split, split.equals(TEST) ? "ID" : "OOD " + split)
                    .best(best));
        }
        boolean several = splits.size() > 2;
        if (several) {
            columns.add(Column.mean("ood_average", "OOD mean").best(best));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (List<TrialResult> group : groups.values()) {
            Trial trial = group.getFirst().trial();
            List<Cell> row = new ArrayList<>(List.of(
                    new Words(trial.model()),
                    new Words(trial.data()),
                    new Words(trial.treatment().name() + collapsed(group)),
                    new Words(MetricChanges.name(trial.treatment().kind())),
                    new Quantity(group.size(), 0)));
            for (String split : splits) {
                row.add(mean(
                        group,
                        result -> result.scores().stream()
                                .filter(each -> each.split().equals(split))
                                .mapToDouble(score)
                                .average()
                                .orElse(Double.NaN)));
            }
            if (several) {
                row.add(mean(
                        group,
                        result -> result.scores().stream()
                                .filter(each -> !each.split().equals(TEST))
                                .mapToDouble(score)
                                .average()
                                .orElse(Double.NaN)));
            }
            rows.add(row);
        }
        return new StudyTable(
                id,
                heading,
                what + " of every treatment on the test images (ID)"
                        + (splits.size() > 1 ? " and on images of other distributions (OOD)" : "")
                        + ", mean \u00b1 standard deviation over seeds; the best of each column is bold",
                columns,
                rows);
    }

    private static String collapsed(List<TrialResult> group) {
        return group.stream().anyMatch(TrialResult::collapsed) ? " (collapsed)" : "";
    }

    private static Mean mean(List<TrialResult> group, ToDoubleFunction<TrialResult> number) {
        return Mean.of(
                4, group.stream().mapToDouble(number).filter(Double::isFinite).toArray());
    }

    /// Vendi Score, accuracy, rho and weighted score by category: a value a seed is the mean over the treatments.
    private static StudyTable weighted(Findings findings) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Setting setting : findings.settings()) {
            for (Kind kind : Kind.values()) {
                List<List<TrialResult>> members = setting.trials().entrySet().stream()
                        .filter(entry -> entry.getKey().kind() == kind)
                        .map(Map.Entry::getValue)
                        .toList();
                if (!members.isEmpty()) {
                    rows.add(List.of(
                            new Words(setting.model()),
                            new Words(setting.data()),
                            new Words(MetricChanges.name(kind)),
                            new Quantity(members.size(), 0),
                            over(setting, members, trial -> trial.diversity().pixels()),
                            over(setting, members, trial -> trial.diversity().embeddings()),
                            over(
                                    setting,
                                    members,
                                    trial -> trial.scores().getFirst().accuracy()),
                            over(setting, members, trial -> trial.diversity().rho()),
                            over(setting, members, trial -> trial.diversity().weighted())));
                }
            }
        }
        return new StudyTable(
                "table-4-weighted-vendi",
                "Weighted diversity (Table 4)",
                "Vendi Score, accuracy, alignment rho and weighted Vendi Score by category, mean \u00b1 standard deviation"
                        + " over seeds of the mean over treatments",
                List.of(
                        MODEL,
                        DATA,
                        Column.text("category", "category"),
                        Column.number("treatments", "treatments"),
                        Column.mean("vs_pixels", "VS pixels"),
                        Column.mean("vs_embeddings", "VS embeddings"),
                        Column.mean("accuracy", "accuracy").best(Best.HIGHEST),
                        Column.mean("rho", "rho"),
                        Column.mean("vs_weighted", "weighted VS")),
                rows);
    }

    private static Mean over(Setting setting, List<List<TrialResult>> members, ToDoubleFunction<TrialResult> number) {
        return Mean.of(
                4,
                IntStream.range(0, setting.seeds().size())
                        .mapToDouble(seed -> members.stream()
                                .mapToDouble(trials -> number.applyAsDouble(trials.get(seed)))
                                .average()
                                .orElse(Double.NaN))
                        .toArray());
    }
}
