package eigensweep.findings;

import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.TrialResult.TracePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The trace of the Hessian over the steps of a training (PAPER F14), the mean over a category's treatments.
///
/// @param kind the category
/// @param steps that all trainings of the setting have a trace at
/// @param trace over the seeds, smoothed
public record TraceCurve(Kind kind, double[] steps, Spread trace) {

    /// A curve for each category, the baseline first; none if the study does not follow the Hessian.
    public static List<TraceCurve> of(Setting setting) {
        double[] steps = steps(setting);
        List<TraceCurve> curves = new ArrayList<>();
        if (steps.length < 2) {
            return curves;
        }
        for (Kind kind : Kind.values()) {
            List<List<TrialResult>> members = traced(setting)
                    .filter(entry -> entry.getKey().kind() == kind)
                    .map(Map.Entry::getValue)
                    .toList();
            if (!members.isEmpty()) {
                List<double[]> rows = IntStream.range(0, setting.seeds().size())
                        .mapToObj(seed -> MetricChanges.mean(members.stream()
                                .map(trials -> series(trials.get(seed), steps, TracePoint::smoothed))
                                .toList()))
                        .toList();
                curves.add(new TraceCurve(kind, steps, Spread.of(rows)));
            }
        }
        return curves;
    }

    /// The stages of the trace, not smoothed, on average over all trainings.
    public static Stages stages(Setting setting) {
        double[] steps = steps(setting);
        return Stages.of(
                steps,
                steps.length == 0
                        ? steps
                        : MetricChanges.mean(traced(setting)
                                .flatMap(entry -> entry.getValue().stream())
                                .map(trial -> series(trial, steps, TracePoint::trace))
                                .toList()));
    }

    /// The treatments whose trainings have the trace followed: a study may leave it out for most.
    private static Stream<Map.Entry<Treatment, List<TrialResult>>> traced(Setting setting) {
        return setting.trials().entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .noneMatch(trial -> trial.trace().isEmpty()));
    }

    /// The steps that all of them have.
    private static double[] steps(Setting setting) {
        Map<Long, Integer> counts = new TreeMap<>();
        int trainings = 0;
        for (TrialResult trial :
                traced(setting).flatMap(entry -> entry.getValue().stream()).toList()) {
            trainings++;
            trial.trace().forEach(point -> counts.merge(point.step(), 1, Integer::sum));
        }
        int all = trainings;
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == all)
                .mapToDouble(Map.Entry::getKey)
                .toArray();
    }

    private static double[] series(TrialResult trial, double[] steps, ToDoubleFunction<TracePoint> number) {
        double[] series = new double[steps.length];
        int at = 0;
        for (TracePoint point : trial.trace()) {
            if (at < steps.length && point.step() == steps[at]) {
                series[at++] = number.applyAsDouble(point);
            }
        }
        return series;
    }
}
