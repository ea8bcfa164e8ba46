package eigensweep.app.sweep;

import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.table.Field;
import eigensweep.table.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The table of layers as data for the page's script, which shows, sorts and filters it.
///
/// @param layers in the order of depth
/// @param details where their sections are; written before
record LayerTable(List<ReportLayer> layers, LayerDetails details) {

    private static final MathContext DIGITS = new MathContext(7);

    /// A column of numbers.
    ///
    /// @param label its head
    /// @param title what it is, in a few words
    /// @param format how many decimals; -1 for four significant digits
    /// @param minor whether a narrow page does without
    /// @param column of the row that has the value
    private record Shown(
            String label,
            String title,
            int format,
            boolean minor,
            @Field(written = false) String column) {}

    private static final List<Shown> COLUMNS = List.of(
            minor("N", "larger side of the matrix", 0, "N"),
            minor("M", "smaller side of the matrix", 0, "M"),
            major("alpha", "exponent of the tail", 2, "alpha"),
            major("\u00b1", "standard error of alpha", 2, "sigma"),
            major("D", "distance between tail and fit", 3, "D"),
            minor("xmin", "where the tail starts", -1, "xmin"),
            minor("tail", "eigenvalues in the tail", 0, "num_pl_spikes"),
            major("log norm", "log10 of the squared Frobenius norm", 2, "log_norm"),
            major("log spec.", "log10 of the squared spectral norm", 2, "log_spectral_norm"),
            minor("stable rank", "sum of eigenvalues by the largest", 1, "stable_rank"),
            major("entropy", "entropy of the spectrum", 3, "entropy"));

    private static Shown major(String label, String title, int format, String column) {
        return new Shown(label, title, format, false, column);
    }

    private static Shown minor(String label, String title, int format, String column) {
        return new Shown(label, title, format, true, column);
    }

    /// What the page's script reads.
    private record Written(List<Shown> columns, List<List<@Nullable Object>> rows) {}

    /// The table as JSON that can stand in an HTML script element.
    String json() {
        List<List<@Nullable Object>> rows =
                IntStream.range(0, layers.size()).mapToObj(this::row).toList();
        return Json.text(new Written(COLUMNS, rows)).replace("<", "\\u003c");
    }

    /// Name, type, reading, warning, note, model, role, pack, place in it, then the numbers.
    private List<@Nullable Object> row(int index) {
        ReportLayer layer = layers.get(index);
        Row row = layer.row();
        List<@Nullable Object> cells = new ArrayList<>(List.of(
                layer.title(),
                row.layerType(),
                reading(row),
                row.metrics() == null ? "" : row.metrics().warning(),
                row.reason(),
                row.model(),
                row.role(),
                details.pack(index),
                details.place(index)));
        for (Shown shown : COLUMNS) {
            Object value = RowValues.of(row, shown.column());
            cells.add(
                    value instanceof Double number && Double.isFinite(number)
                            ? new BigDecimal(number).round(DIGITS).doubleValue()
                            : value);
        }
        return cells;
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
