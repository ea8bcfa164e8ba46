package eigensweep.lab.study;

import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.lab.study.StudyPlan.Planned;
import eigensweep.page.Durations;
import eigensweep.page.TextTable;
import eigensweep.page.Wrapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/// What a study would do: its trials, and how long they would take.
public final class StudyListing {

    private final StudyResults finished;
    private final Function<String, Double> measure;
    private final Map<List<String>, Double> measured = new HashMap<>();

    private StudyListing(StudyResults finished, Function<String, Double> measure) {
        this.finished = finished;
        this.measure = measure;
    }

    /// How long a trial takes, and how that is known.
    private record Time(double seconds, String from) {}

    /// A line a trial, then the sum.
    ///
    /// @param mine places in the plan
    /// @param finished what is done already; trials like those take as long
    /// @param jobs side by side
    /// @param measure seconds of a training, from its recipe, by doing a few steps
    /// @param width of the window
    public static String of(
            StudyPlan plan,
            List<Integer> mine,
            StudyResults finished,
            int jobs,
            Function<String, Double> measure,
            int width) {
        StudyListing listing = new StudyListing(finished, measure);
        Set<String> done = new HashSet<>();
        finished.results().forEach(result -> done.add(result.key()));
        TextTable table = new TextTable(
                        4, "trial", "model", "data", "treatment", "seed", "steps", "time", "estimated from")
                .leastImportant("estimated from", "steps", "seed", "data", "model");
        double left = 0;
        for (int place : mine) {
            Planned planned = plan.all().get(place);
            Trial trial = planned.trial();
            boolean isDone = done.contains(planned.key());
            Time time = isDone ? new Time(0, "finished") : listing.time(planned);
            left += time.seconds();
            table.add(
                    Integer.toString(place + 1),
                    trial.model(),
                    trial.data(),
                    trial.treatment().name(),
                    Long.toString(trial.seed()),
                    Long.toString(planned.steps()),
                    isDone ? "" : Durations.text(time.seconds()),
                    time.from());
        }
        long finishedOfMine = mine.stream()
                .filter(i -> done.contains(plan.all().get(i).key()))
                .count();
        String sum = mine.size() + " trials, " + finishedOfMine + " finished; "
                + (finishedOfMine == mine.size()
                        ? "nothing is left to do"
                        : Durations.about(left / jobs) + " for the others, " + jobs + " side by side");
        List<String> lines = new ArrayList<>(table.render(width, "a pipe"));
        lines.add("");
        lines.addAll(Wrapping.of(sum, width));
        return String.join("\n", lines) + "\n";
    }

    private Time time(Planned planned) {
        Trial trial = planned.trial();
        OptionalDouble alike = finished.results().stream()
                .filter(result -> isAlike(result.trial(), trial))
                .mapToDouble(TrialResult::seconds)
                .average();
        if (alike.isPresent()) {
            return new Time(alike.getAsDouble(), "finished trials of its kind");
        }
        Treatment treatment = trial.treatment();
        double seconds = measured.computeIfAbsent(
                List.of(trial.model(), trial.data(), treatment.name()), key -> measure.apply(planned.recipe()));
        return new Time(seconds, "a few steps");
    }

    private static boolean isAlike(Trial one, Trial other) {
        return one.model().equals(other.model())
                && one.data().equals(other.data())
                && one.treatment().kind() == other.treatment().kind();
    }
}
