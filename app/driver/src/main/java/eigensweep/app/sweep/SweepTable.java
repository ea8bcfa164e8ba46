package eigensweep.app.sweep;

import eigensweep.files.Printable;
import eigensweep.layer.Selection;
import eigensweep.linalg.Precision;
import eigensweep.page.Digits;
import eigensweep.page.TextTable;
import eigensweep.page.Wrapping;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /// Columns of what every layer with a spectrum has.
    private static final int METRICS = 10;

    private static final String[] LEAST_IMPORTANT = {
        "rank", "xmin", "D", "log_spec", "+-", "evals", "entropy", "stable_rank", "M", "N", "log_norm", "note"
    };

    private static final String IN_DOUBT = "alpha in doubt (column reason)";

    private static final Pattern ASIDE = Pattern.compile("^(" + Selection.NOT_CHOSEN + "|part of )");

    private SweepTable() {}

    /// The table of a sweep.
    ///
    /// @param colours whether the head is bold and warnings yellow
    /// @param width of the window
    public static String of(List<Row> rows, RunRecord record, boolean colours, int width) {
        List<String> asked = asked(record.options().metrics());
        List<String> heads = new ArrayList<>(List.of(
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
                "rank"));
        heads.addAll(asked);
        heads.add("note");
        TextTable table = new TextTable(1, heads)
                .leastImportant(Stream.concat(asked.reversed().stream(), Stream.of(LEAST_IMPORTANT))
                        .toArray(String[]::new));
        List<Row> shown = rows.stream().filter(row -> !isAside(row)).toList();
        boolean severalModels = rows.stream().map(Row::model).distinct().count() > 1;
        for (Row row : shown) {
            table.add(cells(row, severalModels, asked));
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

    /// The columns of what a sweep computes only where it is told to, by their names in `layers.csv`.
    private static List<String> asked(MetricOptions options) {
        List<String> asked = new ArrayList<>();
        if (options.bootstrap() > 0) {
            asked.addAll(List.of("alpha_low", "alpha_high", "p_value"));
        }
        if (options.marchenkoPastur()) {
            asked.addAll(List.of("num_spikes", "sigma_mp", "mp_softrank", "W_scale", "bulk_max", "bulk_min"));
        }
        if (options.randomize()) {
            asked.addAll(List.of("max_rand_eval", "rand_distance", "ww_softrank", "ww_maxdist", "num_traps"));
        }
        return asked;
    }

    private static List<String> cells(Row row, boolean severalModels, List<String> asked) {
        List<String> cells = new ArrayList<>(List.of(name(row, severalModels), text(row.n()), text(row.m())));
        LayerMetrics metrics = row.metrics();
        if (metrics == null) {
            cells.addAll(Collections.nCopies(METRICS + asked.size(), ""));
        } else {
            cells.addAll(metrics(metrics));
            asked.forEach(column -> cells.add(plain(RowValues.number(row, column))));
        }
        cells.add(note(row));
        return cells;
    }

    /// The layer, with its model before it where there are several; the model where there is no layer.
    private static String name(Row row, boolean severalModels) {
        if (row.title().isEmpty()) {
            return row.model();
        }
        return (severalModels ? row.model() + ": " : "") + row.title();
    }

    private static List<String> metrics(LayerMetrics metrics) {
        PowerLawFit fit = metrics.fit();
        return List.of(
                Integer.toString(metrics.numEvals()),
                fit == null ? "" : Digits.of("%.3f", fit.alpha()),
                fit == null ? "" : Digits.of("%.3f", fit.sigma()),
                fit == null ? "" : Digits.of("%.4f", fit.d()),
                fit == null ? "" : Digits.of("%.4g", fit.xmin()),
                Digits.of("%.3f", metrics.norms().logNorm()),
                Digits.of("%.3f", metrics.norms().logSpectralNorm()),
                Digits.of("%.2f", metrics.norms().stableRank()),
                Digits.of("%.4f", metrics.entropy()),
                metrics.matrixRank() == null ? "" : metrics.matrixRank().toString());
    }

    private static String note(Row row) {
        LayerMetrics metrics = row.metrics();
        String warning = metrics == null ? "" : metrics.warning();
        return switch (row.status()) {
            case SKIPPED, FAILED -> row.status().name().toLowerCase(Locale.ROOT) + ": " + row.reason();
            case PARTIAL -> row.reason();
            case SUCCESS ->
                Stream.of(warning, row.reason().startsWith(LayerMetrics.ALPHA_IN_DOUBT) ? IN_DOUBT : "", row.note())
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("; "));
        };
    }

    private static String summary(List<Row> rows, RunRecord record) {
        List<String> models = rows.stream().map(Row::model).distinct().toList();
        String means = models.stream()
                .map(model -> means(
                        models.size() > 1 ? model + ": " : "",
                        record.summaries().get(model)))
                .collect(Collectors.joining());
        String change = record.subtracted().stream()
                .map(before -> "spectra of the change from " + before + "\n")
                .collect(Collectors.joining());
        return change
                + means
                + String.format(
                        Locale.ROOT,
                        "%d layers swept, %d skipped, %d failed in %.2f s (%s, %s, %s)%n",
                        record.summary().layers(),
                        record.summary().skipped(),
                        record.summary().failed(),
                        record.seconds(),
                        record.backend().name(),
                        precisions(rows, record),
                        record.options().solve().method().name().toLowerCase(Locale.ROOT));
    }

    /// The precision, and how many layers it left to float64.
    private static String precisions(List<Row> rows, RunRecord record) {
        Precision asked = record.options().solve().precision();
        long again = rows.stream()
                .filter(row -> row.metrics() != null && !row.precision().equalsIgnoreCase(asked.name()))
                .count();
        String name = asked.name().toLowerCase(Locale.ROOT);
        return again == 0 ? name : name + " but " + again + " in f64";
    }

    /// A line a model: a mean over several would be of none.
    private static String means(String model, RunRecord.@Nullable Summary summary) {
        if (summary == null) {
            return "";
        }
        String means = Stream.of(
                        mean("alpha", "%.4f", summary.alpha()),
                        mean("log_norm", "%.4f", summary.logNorm()),
                        mean("log_spectral_norm", "%.4f", summary.logSpectralNorm()),
                        mean("stable_rank", "%.3f", summary.stableRank()),
                        mean("entropy", "%.4f", summary.entropy()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return means.isEmpty() ? "" : Printable.line(model) + "mean over layers: " + means + "\n";
    }

    /// Nothing where no layer has a value.
    private static Optional<String> mean(String name, String format, @Nullable Double value) {
        return value == null ? Optional.empty() : Optional.of(name + " " + Digits.of(format, value));
    }

    private static String text(@Nullable Integer value) {
        return value == null ? "" : value.toString();
    }

    /// Whole numbers as they are, others with four digits.
    private static String plain(@Nullable Double value) {
        return value != null && value == Math.rint(value) && Math.abs(value) < 1e9
                ? Digits.of("%.0f", value)
                : Digits.four(value);
    }
}
