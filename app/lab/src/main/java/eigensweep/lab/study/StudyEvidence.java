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
import eigensweep.lab.study.StudyTable.In;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a study's findings rest on, as tables: verdicts, tests, and the change of every layer.
final class StudyEvidence {

    private StudyEvidence() {}

    /// The verdicts.
    static StudyTable claims(Findings findings) {
        return StudyTable.of(
                "claims",
                "The paper's headline claims on this study",
                In.each(findings.everything(), Claims::of),
                List.of(
                        In.model(),
                        In.data(),
                        In.text("claim", "claim", Claim::statement),
                        In.text("verdict", "holds", StudyEvidence::verdict),
                        In.text("evidence", "evidence", Claim::evidence)));
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

    /// A metric of a layer of a training.
    ///
    /// @param category what the treatment is
    /// @param delta the change, `DeltaM`
    /// @param relative the same less the baseline's
    record Change(
            String model,
            String data,
            String treatment,
            String category,
            long seed,
            String layer,
            String metric,
            double delta,
            double relative) {}

    /// Each metric of each layer of each training.
    static List<Change> changes(Findings findings) {
        List<Change> rows = new ArrayList<>();
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
        return rows;
    }

    private static List<Change> changes(
            Setting setting, Treatment treatment, TrialResult result, int seed, MetricChanges changes) {
        List<Change> rows = new ArrayList<>();
        for (int i = 0; i < changes.layers().size(); i++) {
            double baseline = changes.baseline()[seed][i];
            double relative = 0;
            for (MetricChanges.Member member : changes.members()) {
                if (member.treatment().equals(treatment)) {
                    relative = member.relative()[seed][i];
                }
            }
            rows.add(new Change(
                    setting.model(),
                    setting.data(),
                    treatment.name(),
                    MetricChanges.name(treatment.kind()),
                    result.trial().seed(),
                    setting.layers().get(changes.layers().get(i) - 1),
                    changes.metric().column(),
                    baseline + relative,
                    relative));
        }
        return rows;
    }
}
