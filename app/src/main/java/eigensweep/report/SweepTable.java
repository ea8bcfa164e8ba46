package eigensweep.report;

import eigensweep.layer.Selection;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table a sweep prints for people: the metrics they look at first, then a summary. All others are in the
/// CSV.
public final class SweepTable {

    private static final String BOLD = "\u001b[1m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    private static final String[] LEAST_IMPORTANT = {
        "rank", "xmin", "D", "log_spec", "+-", "evals", "entropy", "stable_rank", "M", "N", "log_norm", "note"
    };

    private static final Pattern ASIDE = Pattern.compile("^(" + Selection.NOT_CHOSEN + "|part of )");

    private SweepTable() {}

    /// The table of a sweep.
    ///
    /// @param colours whether the head is bold and warnings yellow
    /// @param width of the window
    public static String of(List<Row> rows, RunRecord record, boolean colours, int width) {
        TextTable table = new TextTable(
                        1,
                        "layer",
                        "N",
                        "M",
                        "evals",
                        "alpha",
                        "+-",
                        "D",
                        "xmin",
                        "log_norm",
                        "log_spec",
                        "stable_rank",
                        "entropy",
                        "rank",
                        "note")
                .leastImportant(LEAST_IMPORTANT);
        List<Row> shown = rows.stream().filter(row -> !isAside(row)).toList();
        for (Row row : shown) {
            add(table, row);
        }
        List<String> lines = table.render(width, "--format csv");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            boolean warned =
                    i > 0 && i <= shown.size() && !note(shown.get(i - 1)).isEmpty();
            String colour = i == 0 ? BOLD : warned ? YELLOW : "";
            text.append(colours && !colour.isEmpty() ? colour + lines.get(i) + PLAIN : lines.get(i))
                    .append('\n');
        }
        String below = aside(rows) + '\n' + summary(rows, record);
        below.lines()
                .flatMap(line -> Wrapping.of(line, width).stream())
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /// Whether a row is one of many of which one line says enough: not chosen, or a part of another weight.
    private static boolean isAside(Row row) {
        return row.status() == Status.SKIPPED && ASIDE.matcher(row.reason()).find();
    }

    private static String aside(List<Row> rows) {
        Map<String, Long> kinds = rows.stream()
                .filter(SweepTable::isAside)
                .map(row -> row.reason().startsWith("part of") ? "parts of other weights" : row.reason())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return kinds.entrySet().stream()
                .map(kind -> "and " + kind.getValue() + " " + kind.getKey() + "\n")
                .collect(Collectors.joining());
    }

    private static void add(TextTable table, Row row) {
        String name = row.title();
        LayerMetrics metrics = row.metrics();
        if (metrics == null) {
            table.add(name, text(row.n()), text(row.m()), "", "", "", "", "", "", "", "", "", "", note(row));
            return;
        }
        PowerLawFit fit = metrics.fit();
        table.add(
                name,
                text(row.n()),
                text(row.m()),
                Integer.toString(metrics.numEvals()),
                fit == null ? "" : number("%.3f", fit.alpha()),
                fit == null ? "" : number("%.3f", fit.sigma()),
                fit == null ? "" : number("%.4f", fit.d()),
                fit == null ? "" : number("%.4g", fit.xmin()),
                number("%.3f", metrics.norms().logNorm()),
                number("%.3f", metrics.norms().logSpectralNorm()),
                number("%.2f", metrics.norms().stableRank()),
                number("%.4f", metrics.entropy()),
                metrics.matrixRank() == null ? "" : metrics.matrixRank().toString(),
                note(row));
    }

    private static String note(Row row) {
        LayerMetrics metrics = row.metrics();
        String warning = metrics == null ? "" : metrics.warning();
        return switch (row.status()) {
            case SKIPPED, FAILED -> row.status().name().toLowerCase(Locale.ROOT) + ": " + row.reason();
            case PARTIAL -> row.reason();
            case SUCCESS ->
                Stream.of(warning, row.note()).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
        };
    }

    private static String summary(List<Row> rows, RunRecord record) {
        RunRecord.Summary summary = RunRecord.Summary.of(rows);
        String means = summary.layers() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "mean over layers: alpha %s, log_norm %s, log_spectral_norm %s, stable_rank %s, entropy %s%n",
                        number("%.4f", summary.alpha()),
                        number("%.4f", summary.logNorm()),
                        number("%.4f", summary.logSpectralNorm()),
                        number("%.3f", summary.stableRank()),
                        number("%.4f", summary.entropy()));
        String change = record.subtracted().stream()
                .map(before -> "spectra of the change from " + before + "\n")
                .collect(Collectors.joining());
        return change
                + means
                + String.format(
                        Locale.ROOT,
                        "%d layers swept, %d skipped, %d failed in %.2f s (%s, %s, %s)%n",
                        summary.layers(),
                        count(rows, Status.SKIPPED),
                        count(rows, Status.FAILED),
                        record.seconds(),
                        record.backend().name(),
                        record.options().solve().precision().name().toLowerCase(Locale.ROOT),
                        record.options().solve().method().name().toLowerCase(Locale.ROOT));
    }

    private static long count(List<Row> rows, Status status) {
        return rows.stream().filter(row -> row.status() == status).count();
    }

    private static String text(@Nullable Integer value) {
        return value == null ? "" : value.toString();
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }
}
