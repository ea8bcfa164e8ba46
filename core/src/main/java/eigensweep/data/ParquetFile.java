package eigensweep.data;

import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.stream.Collectors;

/// Turns a table of records into Parquet, with the types of its columns. DuckDB writes it, in memory.
public final class ParquetFile {

    private ParquetFile() {}

    /// Writes the Parquet file of a CSV table, whole or not at all.
    ///
    /// @param csv a table of such records, as [eigensweep.table.Tables] writes it
    public static void write(Path csv, Path parquet, Class<? extends Record> type) throws IOException {
        Path partial = parquet.resolveSibling(parquet.getFileName() + ".partial");
        String copy = "COPY (SELECT * FROM " + csvTable(csv, type) + ") TO " + quoted(partial.toString())
                + " (FORMAT parquet, COMPRESSION zstd)";
        try (Connection connection = DuckDb.open(new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute(copy);
            Files.move(partial, parquet, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (SQLException e) {
            throw new IOException(parquet + ": cannot be written: " + firstLine(e), e);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /// A CSV table of records, as SQL reads it.
    public static String csvTable(Path csv, Class<? extends Record> type) {
        String types = Columns.of(type).stream()
                .map(column -> quoted(column.name()) + ": " + quoted(type(column)))
                .collect(Collectors.joining(", ", "{", "}"));
        return "read_csv(" + quoted(csv.toString())
                + ", header = true, delim = ',', quote = '\"', escape = '\"', columns = " + types + ")";
    }

    private static String type(Column column) {
        if (column.type() == int.class || column.type() == Integer.class) {
            return "INTEGER";
        }
        if (column.type() == long.class) {
            return "BIGINT";
        }
        return column.type() == double.class || column.type() == Double.class ? "DOUBLE" : "VARCHAR";
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    public static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
