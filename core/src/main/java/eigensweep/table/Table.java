package eigensweep.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table whose columns have names, in memory.
///
/// @param file where it is
/// @param columns their names
/// @param decimal how its numbers are written
/// @param rows each with as many cells
/// @param remarks what people should know of how it was read
public record Table(Path file, List<String> columns, Decimal decimal, List<TableRow> rows, List<String> remarks) {

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        remarks = List.copyOf(remarks);
    }

    /// Reads all rows.
    ///
    /// @throws TableException if the file is broken
    public static Table of(TableRows source) throws IOException {
        List<TableRow> rows = new ArrayList<>();
        for (TableRow row = source.next(); row != null; row = source.next()) {
            rows.add(row);
        }
        return new Table(source.file(), source.columns(), source.decimal(), rows, source.remarks());
    }

    /// The text in a column of this table.
    public String text(TableRow row, String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no column " + column);
        }
        return row.cells().get(index).strip();
    }

    /// The finite number in a column of this table; null if the cell is empty.
    ///
    /// @throws TableException if the cell holds anything else
    public @Nullable Double number(TableRow row, String column) throws TableException {
        String text = text(row, column);
        return text.isEmpty() ? null : decimal.finite(new TableException.Place(file, row.where(), column), text);
    }
}
