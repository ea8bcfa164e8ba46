package eigensweep.lab.study;

import eigensweep.findings.StudyResults;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.page.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// What a study prints for people: for each treatment the mean over its seeds, and how far they spread.
public final class StudySummary {

    private StudySummary() {}

    /// A line a model, data set and treatment.
    ///
    /// @param width of the window
    public static String of(StudyResults results, int width) {
        Map<List<String>, List<TrialResult>> groups = new LinkedHashMap<>();
        for (TrialResult result : results.results()) {
            Trial trial = result.trial();
            groups.computeIfAbsent(
                            List.of(
                                    trial.model(),
                                    trial.data(),
                                    trial.treatment().name()),
                            key -> new ArrayList<>())
                    .add(result);
        }
        TextTable table = new TextTable(
                        3,
                        "model",
                        "data",
                        "treatment",
                        "seeds",
                        "accuracy %",
                        "ECE",
                        "Vendi pixels",
                        "Vendi embeddings",
                        "note")
                .leastImportant("seeds", "Vendi pixels", "Vendi embeddings", "data", "model", "ECE");
        groups.forEach((group, each) -> table.add(
                group.get(0),
                group.get(1),
                group.get(2),
                Integer.toString(each.size()),
                spread(each, "%.2f", r -> 100 * r.scores().getFirst().accuracy()),
                spread(each, "%.4f", r -> r.scores().getFirst().ece()),
                spread(each, "%.3f", r -> r.diversity().pixels()),
                spread(each, "%.3f", r -> r.diversity().embeddings()),
                each.stream().anyMatch(TrialResult::collapsed) ? "collapsed: accuracy at chance" : ""));
        return String.join("\n", table.render(width, "the report")) + "\n";
    }

    /// The mean, and the standard deviation where there are several.
    private static String spread(List<TrialResult> results, String format, ToDoubleFunction<TrialResult> value) {
        double[] values = results.stream().mapToDouble(value).toArray();
        double mean = DoubleStream.of(values).average().orElseThrow();
        String text = String.format(Locale.ROOT, format, mean);
        if (values.length == 1) {
            return text;
        }
        double squares =
                DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
        return text + " +- " + String.format(Locale.ROOT, format, Math.sqrt(squares / (values.length - 1)));
    }
}
