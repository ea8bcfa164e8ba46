package eigensweep.app.sweep;

import static eigensweep.figure.Markup.escape;

import eigensweep.figure.Figure;
import eigensweep.figure.Frame;
import eigensweep.layer.Layers;
import eigensweep.page.HumanUnits;
import eigensweep.page.Page;
import eigensweep.page.PageFrame;
import eigensweep.page.TextTable;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.table.Fields;
import eigensweep.table.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the page says of the sweep as a whole, as HTML.
public final class SummarySection {

    /// What figures call the list of the layers' names.
    public static final String LAYERS = "swept-layers";

    private static final int MOST_NAMES = 200;

    /// Models and files of which all is said; a sweep may be of thousands.
    private static final int MOST_ORIGINS = 24;

    private SummarySection() {}

    /// The numbers people ask for first; of several models a row each, as a mean over all of them is of none.
    ///
    /// @return tiles, or a table
    public static String numbers(List<Row> rows) {
        Map<String, List<Row>> models =
                rows.stream().collect(Collectors.groupingBy(Row::model, LinkedHashMap::new, Collectors.toList()));
        return models.size() > 1 ? table(models) : tiles(rows);
    }

    private static String table(Map<String, List<Row>> models) {
        TextTable table = new TextTable(
                1,
                "model",
                "layers",
                "mean alpha",
                "alpha in 2 to 6",
                "mean entropy",
                "mean stable rank",
                "mean log Frobenius norm",
                "mean log spectral norm");
        models.forEach((model, rows) -> {
            RunRecord.Summary summary = RunRecord.Summary.of(rows);
            List<PowerLawFit> fits = Reading.fits(rows);
            table.add(
                    model,
                    Integer.toString(summary.layers()),
                    number("%.2f", summary.alpha()),
                    usual(fits) + " of " + fits.size(),
                    number("%.3f", summary.entropy()),
                    number("%.1f", summary.stableRank()),
                    number("%.2f", summary.logNorm()),
                    number("%.2f", summary.logSpectralNorm()));
        });
        return "<div class=\"scroll models\">" + table.html() + "</div>";
    }

    private static long usual(List<PowerLawFit> fits) {
        return fits.stream().filter(AlphaBand::holds).count();
    }

    private static String tiles(List<Row> rows) {
        RunRecord.Summary summary = RunRecord.Summary.of(rows);
        List<PowerLawFit> fits = Reading.fits(rows);
        return "<dl class=\"tiles\">" + Page.item("mean alpha", number("%.2f", summary.alpha()))
                + Page.item("alpha in 2 to 6", usual(fits) + "<small> of " + fits.size() + "</small>")
                + Page.item("mean entropy", number("%.3f", summary.entropy()))
                + Page.item("mean stable rank", number("%.1f", summary.stableRank()))
                + Page.item("mean log Frobenius norm", number("%.2f", summary.logNorm()))
                + Page.item("mean log spectral norm", number("%.2f", summary.logSpectralNorm())) + "</dl>";
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "\u2013" : String.format(Locale.ROOT, format, value);
    }

    /// That the spectra are of a change, where they are.
    static String change(RunRecord record) {
        return record.subtracted().stream()
                .map(before -> "<p>These are the spectra of the change from " + escape(before)
                        + ", not of weights: a change in few directions has a low stable rank, one with a heavy tail a"
                        + " low alpha. What is said of alpha between 2 and 6 is said of weights"
                        + " alone.</p>\n")
                .collect(Collectors.joining());
    }

    /// The sweep in words.
    public static String reading(List<Row> rows) {
        return Reading.of(rows).stream()
                .map(line -> "<p>" + escape(line).replace(" +- ", " \u00b1 ") + "</p>")
                .collect(Collectors.joining("\n"));
    }

    /// Each metric through the depth of the model; the rows' names are those of the list [#LAYERS].
    public static String figures(List<Row> rows) {
        StringBuilder alpha = new StringBuilder();
        List<String> others = new ArrayList<>();
        for (Figure figure : OverviewFigures.of(rows)) {
            switch (figure.id()) {
                case OverviewFigures.ALPHA -> alpha.append(PageFrame.namedFigure(figure, Frame.WIDE, LAYERS));
                case OverviewFigures.DISTRIBUTION -> alpha.append(PageFrame.figure(figure, Frame.NARROW));
                default -> others.add(PageFrame.namedFigure(figure, Frame.HALF, LAYERS));
            }
        }
        return (alpha.isEmpty() ? "" : "<div class=\"overview-figures\">" + alpha + "</div>") + Page.figures(others);
    }

    /// Layers without a spectrum, by the reason why.
    static String withoutSpectrum(List<ReportLayer> layers) {
        Map<String, List<String>> byReason = layers.stream()
                .filter(layer -> layer.row().metrics() == null)
                .collect(Collectors.groupingBy(
                        layer -> reason(layer.row()),
                        TreeMap::new,
                        Collectors.mapping(ReportLayer::title, Collectors.toList())));
        if (byReason.isEmpty()) {
            return "<p>No matrix was skipped and none failed. Vectors (biases, normalisation) have no spectrum and are not"
                    + " listed.</p>";
        }
        return byReason.entrySet().stream()
                .map(entry -> Page.folded(entry.getKey(), entry.getValue(), MOST_NAMES))
                .collect(Collectors.joining("\n"));
    }

    private static String reason(Row row) {
        String what = row.status() == Status.FAILED ? "Failed: " : "Skipped: ";
        return what + Layers.withoutCount(row.reason());
    }

    /// Everything it takes to repeat the sweep, as `run.json` has it.
    static String origin(RunRecord record) {
        StringBuilder html = new StringBuilder();
        flatten("", record, html);
        return html.toString();
    }

    private static void flatten(String name, @Nullable Object value, StringBuilder html) {
        if (name.startsWith("summary") || name.equals("seconds_of_layers")) {
            return;
        }
        switch (value) {
            case Record record ->
                Fields.each(record, (each, part) -> flatten(name.isEmpty() ? each : name + " " + each, part, html));
            case List<?> all -> {
                for (int i = 0; i < Math.min(MOST_ORIGINS, all.size()); i++) {
                    flatten(all.size() == 1 ? name : name + " " + (i + 1), all.get(i), html);
                }
                if (all.size() > MOST_ORIGINS) {
                    pair(name, "and " + (all.size() - MOST_ORIGINS) + " more, in run.json", html);
                }
            }
            case null -> pair(name, "\u2013", html);
            default -> pair(name, human(name, value), html);
        }
    }

    private static void pair(String name, String value, StringBuilder html) {
        html.append(Page.item(label(name), escape(value)));
    }

    /// A name without the unit that its value brings along.
    private static String label(String name) {
        return name.replaceFirst("(^| )seconds$", "$1time")
                .replaceFirst("(^| )bytes$", "$1size")
                .replace('_', ' ');
    }

    /// A value in units that people use, by its name.
    private static String human(String name, Object value) {
        String last = name.substring(name.lastIndexOf(' ') + 1);
        String text = Tables.text(value);
        return switch (last) {
            case "started" -> HumanUnits.minute((Instant) value);
            case "seconds" -> HumanUnits.duration((Double) value);
            case "bytes" -> HumanUnits.bytes((Long) value);
            case "max_evals" -> value.equals(Integer.MAX_VALUE) ? "no limit" : text;
            default -> text.isEmpty() ? "\u2013" : text;
        };
    }
}
