package eigensweep.lab.study;

import eigensweep.app.stats.TestRow;
import eigensweep.findings.Claim;
import eigensweep.findings.Claims;
import eigensweep.findings.Findings;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Observation;
import eigensweep.findings.Setting;
import eigensweep.findings.Treatment;
import eigensweep.findings.TrialResult;
import eigensweep.lab.study.StudyTable.Cell;
import eigensweep.lab.study.StudyTable.Column;
import eigensweep.lab.study.StudyTable.Quantity;
import eigensweep.lab.study.StudyTable.Words;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a study's findings rest on, as tables: verdicts, tests, and the change of every layer.
final class StudyEvidence {

    private static final Column MODEL = Column.text("model", "model");
    private static final Column DATA = Column.text("data", "data");

    private StudyEvidence() {}

    /// The verdicts.
    static StudyTable claims(Findings findings) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Setting setting : findings.everything()) {
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
                        Column.text("claim", "claim"),
                        Column.text("verdict", "holds"),
                        Column.text("evidence", "evidence")),
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
        for (Setting setting : findings.everything()) {
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
                        Column.text("treatment", "treatment"),
                        Column.text("category", "category"),
                        Column.number("seed", "seed"),
                        Column.text("layer", "layer"),
                        Column.text("metric", "metric"),
                        Column.number("delta", "change"),
                        Column.number("relative", "relative change")),
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
                    new Quantity(baseline + relative, 4),
                    new Quantity(relative, 4)));
        }
        return rows;
    }
}
