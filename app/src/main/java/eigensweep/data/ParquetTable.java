package eigensweep.data;

import eigensweep.diversity.Vectors;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/// Vectors in a Parquet file: columns of numbers, or one column of lists. DuckDB reads it, as a stream.
final class ParquetTable {

    /// What DuckDB may take, which would be most of the machine's memory: pages may inflate a thousandfold.
    private static final String MEMORY = "2GB";

    private ParquetTable() {}

    /// A column.
    private record Column(String name, String type) {

        boolean isList() {
            return type.endsWith("]");
        }

        boolean isNumeric() {
            return type.matches("(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*|BOOLEAN)");
        }
    }

    static DataSet open(Path path, Selection selection) throws IOException {
        String file = path.toString();
        Properties streaming = new Properties();
        streaming.setProperty("jdbc_stream_results", "true");
        streaming.setProperty("memory_limit", MEMORY);
        Arena arena = Arena.ofShared();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
                Statement statement = connection.createStatement()) {
            return read(file, statement, selection, arena);
        } catch (SQLException e) {
            arena.close();
            throw Refusal.of(
                    file,
                    "cannot be read as Parquet: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static DataSet read(String file, Statement statement, Selection selection, Arena arena)
            throws SQLException, IOException {
        String source = "read_parquet('" + file.replace("'", "''") + "')";
        List<Column> all = columns(statement, source);
        List<String> names = all.stream().map(Column::name).toList();
        List<Column> chosen =
                selection.places(file, names).stream().map(all::get).toList();
        Integer labelPlace = selection.labelPlace(file, names);
        boolean isList = chosen.size() == 1 && chosen.getFirst().isList();
        for (Column column : chosen) {
            if (!isList && !column.isNumeric()) {
                throw Refusal.of(
                        file,
                        "column " + column.name() + " holds " + column.type()
                                + ", which is no number; --columns chooses columns, --labels names the one with labels");
            }
        }
        String select = chosen.stream()
                .map(column -> "CAST(" + quoted(column.name()) + " AS DOUBLE" + (isList ? "[])" : ")"))
                .collect(Collectors.joining(", "));
        String label = labelPlace == null ? "" : ", CAST(" + quoted(names.get(labelPlace)) + " AS VARCHAR)";
        try (ResultSet rows = statement.executeQuery("SELECT " + select + label + " FROM " + source)) {
            Spilling spilling = new Spilling(file, chosen, isList, labelPlace != null);
            return spilling.read(rows, arena);
        }
    }

    private static List<Column> columns(Statement statement, String source) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + source)) {
            while (described.next()) {
                columns.add(new Column(described.getString(1), described.getString(2)));
            }
        }
        return columns;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /// Rows on their way to a file that can be mapped.
    private record Spilling(String file, List<Column> columns, boolean isList, boolean hasLabels) {

        DataSet read(ResultSet rows, Arena arena) throws SQLException, IOException {
            if (!rows.next()) {
                throw Refusal.of(file, "is empty: it has no row");
            }
            List<String> labels = new ArrayList<>();
            double[] row = new double[isList ? list(rows, 0).length : columns.size()];
            DType dtype =
                    columns.stream().allMatch(column -> column.type().startsWith("FLOAT")) ? DType.F32 : DType.F64;
            try (Spill spill = new Spill(dtype, row.length)) {
                do {
                    fill(row, rows, spill.rows());
                    spill.add(row);
                    if (hasLabels) {
                        labels.add(String.valueOf(rows.getString(columns.size() + 1)));
                    }
                } while (rows.next());
                Vectors vectors = new Vectors(file, spill.matrix(arena));
                return new DataSet(file, new DataSet.Content.Rows(vectors), hasLabels ? labels : null, arena);
            }
        }

        private void fill(double[] row, ResultSet rows, int at) throws SQLException {
            if (isList) {
                Object[] list = list(rows, at);
                if (list.length != row.length || list.length == 0) {
                    throw Refusal.of(
                            file,
                            "row " + at + " (from 0) has " + list.length + " numbers, the first has " + row.length);
                }
                for (int j = 0; j < row.length; j++) {
                    if (!(list[j] instanceof Double number)) {
                        throw nothing(at, j);
                    }
                    row[j] = number;
                }
                return;
            }
            for (int j = 0; j < row.length; j++) {
                row[j] = rows.getDouble(j + 1);
                if (row[j] == 0 && rows.wasNull()) {
                    throw nothing(at, j);
                }
            }
        }

        private Object[] list(ResultSet rows, int at) throws SQLException {
            Array array = rows.getArray(1);
            if (array == null) {
                throw nothing(at, 0);
            }
            return (Object[]) array.getArray();
        }

        private RuntimeException nothing(int row, int place) {
            String where =
                    isList ? columns.getFirst().name() : columns.get(place).name();
            return Refusal.of(file, "row " + row + " (from 0), column " + where + " is empty (NULL)");
        }
    }
}
