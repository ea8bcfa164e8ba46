package eigensweep.app.sweep;

import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.table.Json;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The table of layers as data for the page's script, which shows, sorts and filters it.
///
/// @param layers in the order of depth
/// @param details where their sections are; written before
record LayerTable(List<ReportLayer> layers, LayerDetails details) {

    private static final MathContext SHOWN = new MathContext(7);

    /// A column of numbers.
    ///
    /// @param label its head
    /// @param title what it is, in a few words
    /// @param format how many decimals; -1 for four significant digits
    /// @param minor whether a narrow page does without
    private record Column(String label, String title, int format, Minor minor, Function<Row, @Nullable Number> value) {}

    private enum Minor {
        NO,
        YES
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("N", "larger side of the matrix", 0, Minor.YES, Row::n),
            new Column("M", "smaller side of the matrix", 0, Minor.YES, Row::m),
            new Column("alpha", "exponent of the tail", 2, Minor.NO, fit(PowerLawFit::alpha)),
            new Column("\u00b1", "standard error of alpha", 2, Minor.NO, fit(PowerLawFit::sigma)),
            new Column("D", "distance between tail and fit", 3, Minor.NO, fit(PowerLawFit::d)),
            new Column("xmin", "where the tail starts", -1, Minor.YES, fit(PowerLawFit::xmin)),
            new Column("tail", "eigenvalues in the tail", 0, Minor.YES, fit(PowerLawFit::numPlSpikes)),
            new Column(
                    "log norm",
                    "log10 of the squared Frobenius norm",
                    2,
                    Minor.NO,
                    metric(m -> m.norms().logNorm())),
            new Column(
                    "log spec.",
                    "log10 of the squared spectral norm",
                    2,
                    Minor.NO,
                    metric(m -> m.norms().logSpectralNorm())),
            new Column(
                    "stable rank",
                    "sum of eigenvalues by the largest",
                    1,
                    Minor.YES,
                    metric(m -> m.norms().stableRank())),
            new Column("entropy", "entropy of the spectrum", 3, Minor.NO, metric(LayerMetrics::entropy)));

    private static Function<Row, @Nullable Number> metric(Function<LayerMetrics, @Nullable Number> of) {
        return row -> row.metrics() == null ? null : of.apply(row.metrics());
    }

    private static Function<Row, @Nullable Number> fit(Function<PowerLawFit, Number> of) {
        return row -> row.metrics() == null || row.metrics().fit() == null
                ? null
                : of.apply(row.metrics().fit());
    }

    /// The table as JSON that can stand in an HTML script element.
    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.to(text)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("columns");
            COLUMNS.forEach(column -> write(column, json));
            json.writeEndArray();
            json.writeArrayPropertyStart("rows");
            for (int i = 0; i < layers.size(); i++) {
                write(i, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString().replace("<", "\\u003c");
    }

    private static void write(Column column, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("label", column.label());
        json.writeStringProperty("title", column.title());
        json.writeNumberProperty("format", column.format());
        json.writeBooleanProperty("minor", column.minor() == Minor.YES);
        json.writeEndObject();
    }

    /// Name, type, reading, warning, note, model, role, pack, place in it, then the numbers.
    private void write(int index, JsonGenerator json) {
        ReportLayer layer = layers.get(index);
        Row row = layer.row();
        json.writeStartArray();
        json.writeString(layer.title());
        json.writeString(row.layerType());
        json.writeString(reading(row));
        json.writeString(row.metrics() == null ? "" : row.metrics().warning());
        json.writeString(row.reason());
        json.writeString(row.model());
        json.writeString(row.role());
        json.writeNumber(details.pack(index));
        json.writeNumber(details.place(index));
        for (Column column : COLUMNS) {
            switch (column.value().apply(row)) {
                case null -> json.writeNull();
                case Integer number -> json.writeNumber(number);
                case Double number
                when Double.isFinite(number) ->
                    json.writeNumber(new BigDecimal(number).round(SHOWN).doubleValue());
                default -> json.writeNull();
            }
        }
        json.writeEndArray();
    }

    /// Beside random weights, or why that is not known.
    private static String reading(Row row) {
        LayerMetrics metrics = row.metrics();
        if (metrics == null) {
            return row.status() == Status.FAILED ? "failed" : "skipped";
        }
        if (metrics.fit() == null) {
            return "no fit";
        }
        return metrics.nullModel() == null ? "" : metrics.nullModel().reading();
    }
}
