package eigensweep.app.sweep;

import eigensweep.sweep.Row;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A layer as the report shows it.
///
/// @param row its metrics, or why it has none
/// @param eigenvalues its spectrum, ascending, in any scale (the row's `lambda_max` says which is meant); asked for
///     when the layer is drawn and not held, so that a report of many layers takes the memory of one
public record ReportLayer(Row row, Supplier<Optional<double[]>> eigenvalues) {

    /// A layer whose spectrum is at hand, or null if there is none.
    public static ReportLayer of(Row row, double @Nullable [] eigenvalues) {
        return new ReportLayer(row, () -> Optional.ofNullable(eigenvalues));
    }

    /// The name people know it by: the long name, with the slice behind it where there is one.
    public String title() {
        return row.title();
    }
}
