package eigensweep.findings;

import eigensweep.findings.Treatment.Kind;
import eigensweep.sweep.PaperMetric;
import java.util.List;
import java.util.Map;

/// A model on a data set, as far as its trials make a whole: every treatment with every seed, the baseline
/// among them.
///
/// @param model its name in the study
/// @param data the data set's name, or what is averaged
/// @param seeds ascending
/// @param layers their names, in the order of the network
/// @param trials of each treatment, in the order of the plan; a result a seed. Empty for an average over data
///     sets
/// @param metrics the paper's four, in its order
/// @param notes what was left out, and why
public record Setting(
        String model,
        String data,
        List<Long> seeds,
        List<String> layers,
        Map<Treatment, List<TrialResult>> trials,
        List<MetricChanges> metrics,
        List<String> notes) {

    /// `cnn on digits`.
    public String title() {
        return model + " on " + data;
    }

    /// The changes of a metric.
    public MetricChanges of(PaperMetric metric) {
        return metrics.stream()
                .filter(changes -> changes.metric() == metric)
                .findFirst()
                .orElseThrow();
    }

    /// The treatments of a category.
    public List<Treatment> treatments(Kind kind) {
        return metrics.getFirst().of(kind).stream()
                .map(MetricChanges.Member::treatment)
                .toList();
    }
}
