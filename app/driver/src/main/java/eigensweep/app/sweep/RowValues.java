package eigensweep.app.sweep;

import eigensweep.sweep.Row;
import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The values of a row by the names of their columns: for what is shown of a metric only if the sweep was asked for
/// it.
final class RowValues {

    /// Every column, in the order of the tables.
    static final List<Column> COLUMNS = List.copyOf(Columns.of(Row.class));

    private static final Map<String, Column> BY_NAME =
            COLUMNS.stream().collect(Collectors.toUnmodifiableMap(Column::name, Function.identity()));

    private RowValues() {}

    /// The numbers of those rows that have one, ascending.
    static double[] sorted(List<Row> rows, String column) {
        return rows.stream()
                .map(row -> number(row, column))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    /// A number, or null if there is no such column, or it is undefined here.
    static @Nullable Double number(Row row, String column) {
        return of(row, column) instanceof Number number && Double.isFinite(number.doubleValue())
                ? Double.valueOf(number.doubleValue())
                : null;
    }

    /// What a row has in a column; null, too, if there is no such column.
    static @Nullable Object of(Row row, String column) {
        Column found = BY_NAME.get(column);
        return found == null ? null : found.value().apply(row);
    }
}
