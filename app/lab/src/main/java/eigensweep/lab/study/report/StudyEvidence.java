package eigensweep.lab.study.report;

import eigensweep.app.stats.TestRow;
import eigensweep.findings.Claim;
import eigensweep.findings.Claims;
import eigensweep.findings.Findings;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Observation;
import eigensweep.findings.Setting;
import eigensweep.findings.Treatment;
import eigensweep.lab.study.report.StudyTable.In;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What a study's findings rest on, as tables: verdicts, tests, and the change of every layer.
final class StudyEvidence {

    private StudyEvidence() {}

    /// The verdicts.
    static StudyTable claims(Findings findings) {
        return StudyTable.of(
                "claims",
                "Do the paper\u2019s claims hold?",
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

    /// The change of a metric in a layer of a training.
    ///
    /// @param delta `DeltaM`
    /// @param relative the same less the baseline's
    record LayerChange(
            String model,
            String data,
            String treatment,
            String category,
            long seed,
            String layer,
            String metric,
            double delta,
            double relative) {}

    /// Of each metric in each layer of each training.
    static List<LayerChange> changes(Findings findings) {
        List<LayerChange> rows = new ArrayList<>();
        for (Setting setting : findings.settings()) {
            for (Treatment treatment : setting.trials().keySet()) {
                for (int seed = 0; seed < setting.seeds().size(); seed++) {
                    for (MetricChanges changes : setting.metrics()) {
                        rows.addAll(changes(setting, treatment, seed, changes));
                    }
                }
            }
        }
        return rows;
    }

    private static List<LayerChange> changes(Setting setting, Treatment treatment, int seed, MetricChanges changes) {
        double[] baseline = changes.baseline()[seed];
        double[] relative = changes.members().stream()
                .filter(member -> member.treatment().equals(treatment))
                .map(member -> member.relative()[seed])
                .findFirst()
                .orElse(new double[baseline.length]);
        return IntStream.range(0, baseline.length)
                .mapToObj(i -> new LayerChange(
                        setting.model(),
                        setting.data(),
                        treatment.name(),
                        MetricChanges.name(treatment.kind()),
                        setting.seeds().get(seed),
                        setting.layers().get(changes.layers().get(i) - 1),
                        changes.metric().column(),
                        baseline[i] + relative[i],
                        relative[i]))
                .toList();
    }
}
