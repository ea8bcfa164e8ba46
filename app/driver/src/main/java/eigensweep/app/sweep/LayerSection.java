package eigensweep.app.sweep;

import static eigensweep.figure.Markup.escape;

import eigensweep.figure.Figure;
import eigensweep.figure.Frame;
import eigensweep.page.Page;
import eigensweep.page.PageFrame;
import eigensweep.sweep.Row;
import eigensweep.table.Columns.Column;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the page shows of one layer, as HTML.
///
/// @param layer the layer
/// @param reading what its numbers say
record LayerSection(ReportLayer layer, List<String> reading) {

    /// Numbers that are a name or a place rather than a measurement.
    private static final Set<String> NO_METRICS = Set.of("layer_id", "slice_id");

    String html() {
        List<Figure> figures = SweepReport.figures(layer);
        String drawn = figures.isEmpty()
                ? "<p class=\"none\">There is no spectrum to draw.</p>"
                : figures.stream()
                        .map(figure -> PageFrame.figure(figure, Frame.LAYER))
                        .collect(Collectors.joining());
        return "<div class=\"words\">" + paragraphs() + "</div><div class=\"figures\">" + drawn
                + "</div><section class=\"metrics\"><h3>All numbers</h3><dl class=\"pairs\">" + numbers()
                + "</dl></section>";
    }

    /// Type, shape and element type in a line.
    static String facts(Row row) {
        String shape = row.n() == null ? "" : " \u00b7 " + row.n() + " \u00d7 " + row.m();
        String slices = row.rf() == null || row.rf() == 1 ? "" : ", " + row.rf() + " slices";
        return row.layerType() + shape + slices + " \u00b7 " + row.dtype() + " \u00b7 " + row.backend() + ", "
                + row.precision() + ", " + row.method();
    }

    private String paragraphs() {
        String note = layer.row().note();
        return "<p class=\"facts\">" + escape(facts(layer.row())) + "</p>"
                + (note.isEmpty() ? "" : "<p class=\"facts\">" + escape(note) + "</p>")
                + reading.stream().map(line -> "<p>" + escape(line) + "</p>").collect(Collectors.joining());
    }

    private String numbers() {
        return RowValues.COLUMNS.stream()
                .filter(column -> !NO_METRICS.contains(column.name()))
                .map(this::pair)
                .collect(Collectors.joining());
    }

    private String pair(Column column) {
        String value = switch (column.value().apply(layer.row())) {
            case Double number when Double.isFinite(number) -> LayerReading.number(number);
            case Integer number -> number.toString();
            case null, default -> "";
        };
        return value.isEmpty() ? "" : Page.item(column.name(), value);
    }
}
