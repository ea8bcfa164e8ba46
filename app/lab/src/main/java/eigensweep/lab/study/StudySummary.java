package eigensweep.lab.study;

import eigensweep.findings.StudyResults;
import eigensweep.findings.TrialResult;
import eigensweep.page.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// What a study prints for people: for each treatment the mean over its seeds, and how far they spread.
public final class StudySummary {

    private StudySummary() {}

    /// A line a model, data set and treatment.
    ///
    /// @param width of the window
    public static String of(StudyResults results, int width) {
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
        TrialResult.overSeeds(results.results().stream())
                .forEach(each -> table.add(
                        each.getFirst().trial().model(),
                        each.getFirst().trial().data(),
                        each.getFirst().trial().treatment().name(),
                        Integer.toString(each.size()),
                        spread(each, "%.2f", r -> 100 * r.test().accuracy()),
                        spread(each, "%.4f", r -> r.test().ece()),
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
