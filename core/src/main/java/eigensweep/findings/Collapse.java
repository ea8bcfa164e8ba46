package eigensweep.findings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A treatment whose training came to nothing with some seeds: its networks classify no better than a guess does
/// ([TrialResult#collapsed]). It is named, and left out of every comparison, whose averages it would rule; of a
/// baseline, the seed is.
///
/// @param model that was trained
/// @param data on which
/// @param treatment under which
/// @param seeds with which it collapsed
/// @param accuracies on the test images, one a seed, from 0 to 1
public record Collapse(String model, String data, Treatment treatment, List<Long> seeds, List<Double> accuracies) {

    /// The collapses of a study, in the order of its plan.
    static List<Collapse> of(StudyResults results) {
        return TrialResult.overSeeds(results.results().stream().filter(TrialResult::collapsed))
                .map(Collapse::of)
                .toList();
    }

    private static Collapse of(List<TrialResult> trials) {
        Trial first = trials.getFirst().trial();
        return new Collapse(
                first.model(),
                first.data(),
                first.treatment(),
                trials.stream().map(trial -> trial.trial().seed()).toList(),
                trials.stream().map(trial -> trial.test().accuracy()).toList());
    }

    /// Whether it is of this model on these data.
    boolean isOf(String otherModel, String otherData) {
        return model.equals(otherModel) && data.equals(otherData);
    }

    /// What people should know.
    public String sentence() {
        boolean baseline = treatment.kind() == Treatment.Kind.BASELINE;
        return treatment.name() + " (" + model + " on " + data
                + ") collapsed in training: its accuracy is at chance with "
                + (seeds.size() == 1 ? "seed " : "seeds ")
                + seeds.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + " ("
                + accuracies.stream()
                        .map(accuracy -> String.format(Locale.ROOT, "%.1f %%", 100 * accuracy))
                        .collect(Collectors.joining(", "))
                + "); "
                + (baseline
                        ? "nothing can be relative to it, and "
                                + (seeds.size() == 1 ? "that seed is" : "those seeds are")
                        : "it is")
                + " left out of all averages and tests.";
    }
}
