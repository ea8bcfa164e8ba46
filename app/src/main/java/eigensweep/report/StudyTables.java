package eigensweep.report;

import eigensweep.report.StudyTable.Cell;
import eigensweep.report.StudyTable.Column;
import eigensweep.report.StudyTable.Mean;
import eigensweep.report.StudyTable.Number;
import eigensweep.report.StudyTable.Type;
import eigensweep.report.StudyTable.Words;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations;
import eigensweep.study.StudyResults;
import eigensweep.study.Treatment;
import eigensweep.study.Treatment.Kind;
import eigensweep.study.Trial;
import eigensweep.study.TrialResult;
import eigensweep.study.TrialResult.SplitScore;
import eigensweep.study.findings.Claim;
import eigensweep.study.findings.Claims;
import eigensweep.study.findings.Effect;
import eigensweep.study.findings.Findings;
import eigensweep.study.findings.MetricChanges;
import eigensweep.study.findings.Observation;
import eigensweep.study.findings.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The tables of a study: counterparts of the paper's Tables 1 to 4, and what its figures and verdicts are made
/// of.
final class StudyTables {

    private static final String TEST = "test";

    private static final Column MODEL = new Column("model", "model", Type.TEXT);
    private static final Column DATA = new Column("data", "data", Type.TEXT);

    private StudyTables() {}

    /// The paper's tables.
    static List<StudyTable> paper(Findings findings) {
        return List.of(
                readings(findings),
                scores(findings.study(), "table-2-accuracy", "Accuracy", SplitScore::accuracy),
                scores(findings.study(), "table-3-ece", "Expected calibration error", SplitScore::ece),
                weighted(findings));
    }

    /// The settings that are looked at by themselves, and the averages over data sets.
    static List<Setting> everything(Findings findings) {
        return Stream.concat(findings.settings().stream(), findings.averages().stream())
                .toList();
    }

    /// Table 1's reading of what each category does to each metric.
    static StudyTable readings(Findings findings) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Setting setting : everything(findings)) {
            for (Effect effect : Effect.of(setting)) {
                rows.add(List.of(
                        new Words(setting.model()),
                        new Words(setting.data()),
                        new Words(effect.metric().label()),
                        new Words(MetricChanges.name(effect.kind())),
                        new Number(effect.change().mean(), 4),
                        new Number(effect.change().low(), 4),
                        new Number(effect.change().high(), 4),
                        new Number(effect.pHolm(), 4),
                        new Words(reading(effect))));
            }
        }
        return new StudyTable(
                "table-1-readings",
                "How each category changes each metric relative to the baseline, averaged over its treatments and all"
                        + " layers, with the 95 % interval over seeds, and how the paper reads such a change",
                List.of(
                        MODEL,
                        DATA,
                        new Column("metric", "metric", Type.TEXT),
                        new Column("category", "category", Type.TEXT),
                        new Column("change", "change", Type.NUMBER),
                        new Column("low", "95 % from", Type.NUMBER),
                        new Column("high", "to", Type.NUMBER),
                        new Column("p_holm", "p (Holm)", Type.NUMBER),
                        new Column("reading", "reading", Type.TEXT)),
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

    private static StudyTable scores(StudyResults study, String id, String what, ToDoubleFunction<SplitScore> score) {
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
                new Column("treatment", "treatment", Type.TEXT),
                new Column("category", "category", Type.TEXT),
                new Column("seeds", "seeds", Type.NUMBER)));
        for (String split : splits) {
            columns.add(new Column(split, split.equals(TEST) ? "ID" : "OOD " + split, Type.MEAN));
        }
        boolean several = splits.size() > 2;
        if (several) {
            columns.add(new Column("ood_average", "OOD mean", Type.MEAN));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (List<TrialResult> group : groups.values()) {
            Trial trial = group.getFirst().trial();
            List<Cell> row = new ArrayList<>(List.of(
                    new Words(trial.model()),
                    new Words(trial.data()),
                    new Words(trial.treatment().name()),
                    new Words(MetricChanges.name(trial.treatment().kind())),
                    new Number(group.size(), 0)));
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
                what + " of every treatment on the test images (ID)"
                        + (splits.size() > 1 ? " and on images of other distributions (OOD)" : "")
                        + ", mean \u00b1 standard deviation over seeds",
                columns,
                rows);
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
                            new Number(members.size(), 0),
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
                "Vendi Score, accuracy, alignment rho and weighted Vendi Score by category, mean \u00b1 standard deviation"
                        + " over seeds of the mean over treatments",
                List.of(
                        MODEL,
                        DATA,
                        new Column("category", "category", Type.TEXT),
                        new Column("treatments", "treatments", Type.NUMBER),
                        new Column("vs_pixels", "VS pixels", Type.MEAN),
                        new Column("vs_embeddings", "VS embeddings", Type.MEAN),
                        new Column("accuracy", "accuracy", Type.MEAN),
                        new Column("rho", "rho", Type.MEAN),
                        new Column("vs_weighted", "weighted VS", Type.MEAN)),
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

    /// The verdicts.
    static StudyTable claims(Findings findings) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Setting setting : everything(findings)) {
            for (Claim claim : Claims.of(setting)) {
                rows.add(List.of(
                        new Words(setting.model()),
                        new Words(setting.data()),
                        new Words(claim.statement()),
                        new Words(verdict(claim)),
                        new Words(claim.evidence())));
            }
        }
        return new StudyTable(
                "claims",
                "The paper's headline claims on this study",
                List.of(
                        MODEL,
                        DATA,
                        new Column("claim", "claim", Type.TEXT),
                        new Column("verdict", "holds", Type.TEXT),
                        new Column("evidence", "evidence", Type.TEXT)),
                rows);
    }

    /// `yes`, `no`, `undecided`, `not part of this study`.
    static String verdict(Claim claim) {
        return switch (claim.verdict()) {
            case NOT_TESTED -> "not part of this study";
            default -> claim.verdict().name().toLowerCase(Locale.ROOT);
        };
    }

    /// Every test of categories, of treatments' means and along the layers.
    static List<TestRow> tests(Findings findings) {
        List<TestRow> rows = new ArrayList<>();
        for (Setting setting : everything(findings)) {
            for (MetricChanges changes : setting.metrics()) {
                String by = setting.title() + ": " + changes.metric().label();
                CategoryComparison comparison = changes.comparison();
                if (comparison != null) {
                    rows.addAll(TestRow.of(by, comparison));
                    for (AutocorrelatedTTest pair : changes.memberPairs()) {
                        rows.add(TestRow.of(by, "members", pair, pair.raw()));
                    }
                }
            }
        }
        for (Setting setting : findings.settings()) {
            List<Observation> observations = Observation.ofAugmentations(setting);
            for (Correlations.Kind kind : Correlations.Kind.values()) {
                Observation.correlations(kind, observations)
                        .forEach(c -> rows.add(TestRow.of(setting.title() + ": augmentations", c)));
            }
        }
        return rows;
    }

    /// Each layer of each training, `DeltaM` and the same less the baseline's.
    static StudyTable changes(Findings findings) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Setting setting : findings.settings()) {
            for (Map.Entry<Treatment, List<TrialResult>> entry :
                    setting.trials().entrySet()) {
                for (int seed = 0; seed < setting.seeds().size(); seed++) {
                    for (MetricChanges changes : setting.metrics()) {
                        rows.addAll(changes(
                                setting, entry.getKey(), entry.getValue().get(seed), seed, changes));
                    }
                }
            }
        }
        return new StudyTable(
                "changes",
                "The change of each metric in each layer of each training",
                List.of(
                        MODEL,
                        DATA,
                        new Column("treatment", "treatment", Type.TEXT),
                        new Column("category", "category", Type.TEXT),
                        new Column("seed", "seed", Type.NUMBER),
                        new Column("layer", "layer", Type.TEXT),
                        new Column("metric", "metric", Type.TEXT),
                        new Column("delta", "change", Type.NUMBER),
                        new Column("relative", "relative change", Type.NUMBER)),
                rows);
    }

    private static List<List<Cell>> changes(
            Setting setting, Treatment treatment, TrialResult result, int seed, MetricChanges changes) {
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < changes.layers().size(); i++) {
            double baseline = changes.baseline()[seed][i];
            double relative = 0;
            for (MetricChanges.Member member : changes.members()) {
                if (member.treatment().equals(treatment)) {
                    relative = member.relative()[seed][i];
                }
            }
            rows.add(List.of(
                    new Words(setting.model()),
                    new Words(setting.data()),
                    new Words(treatment.name()),
                    new Words(MetricChanges.name(treatment.kind())),
                    new Words(Long.toString(result.trial().seed())),
                    new Words(setting.layers().get(changes.layers().get(i) - 1)),
                    new Words(changes.metric().column()),
                    new Number(baseline + relative, 4),
                    new Number(relative, 4)));
        }
        return rows;
    }
}
