package eigensweep.data;

import eigensweep.diversity.Vectors;
import eigensweep.files.Decimal;
import eigensweep.files.Table;
import eigensweep.files.TableRow;
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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/// A Parquet file: vectors in columns of numbers, or in one column of lists; or a table in memory.
/// DuckDB reads it, as a stream.
final class ParquetTable {

    /// What DuckDB may take, which would be most of the machine's memory: pages may inflate a thousandfold.
    private static final String MEMORY = "2GB";

    private ParquetTable() {}

    /// A column.
    ///
    /// @param type as DuckDB calls it
    /// @param isIndex whether pandas wrote it as an index
    private record Column(String name, String type, boolean isIndex) {

        ColumnKind kind() {
            return isIndex ? ColumnKind.INDEX : stored();
        }

        ColumnKind stored() {
            if (type.matches("[A-Z]*(INT(EGER)?|FLOAT|DOUBLE|DECIMAL)[(),0-9]*\\[[0-9]*\\]")) {
                return ColumnKind.VECTORS;
            }
            if (type.matches("(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|BOOLEAN)")) {
                return ColumnKind.WHOLE_NUMBERS;
            }
            return type.matches("FLOAT|DOUBLE|DECIMAL.*")
                    ? ColumnKind.NUMBERS
                    : type.equals("VARCHAR") ? ColumnKind.TEXT : ColumnKind.OTHER;
        }
    }

    /// What is done with an open file.
    private interface Use<T> {
        T of(Statement statement, String source) throws SQLException, IOException;
    }

    private static <T> T open(Path path, Use<T> use) throws IOException {
        Properties streaming = new Properties();
        streaming.setProperty("jdbc_stream_results", "true");
        streaming.setProperty("memory_limit", MEMORY);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
                Statement statement = connection.createStatement()) {
            return use.of(statement, "('" + path.toString().replace("'", "''") + "')");
        } catch (SQLException e) {
            throw Refusal.of(
                    path.toString(),
                    "cannot be read as Parquet: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /// Reads vectors.
    static DataSet vectors(Path path, Selection selection) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return open(path, (statement, source) -> vectors(path.toString(), statement, source, selection, arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// The kind of each column, by its type.
    static List<ColumnKind> kinds(Path path) throws IOException {
        return open(
                path,
                (statement, source) ->
                        columns(statement, source).stream().map(Column::kind).toList());
    }

    /// Reads all of it, as text.
    static Table table(Path path) throws IOException {
        return open(path, (statement, source) -> {
            List<Column> columns = columns(statement, source);
            List<TableRow> rows = new ArrayList<>();
            String select = columns.stream()
                    .map(column -> "CAST(" + quoted(column.name()) + " AS VARCHAR)")
                    .collect(Collectors.joining(", "));
            try (ResultSet found = statement.executeQuery("SELECT " + select + " FROM read_parquet" + source)) {
                while (found.next()) {
                    List<String> cells = new ArrayList<>();
                    for (int j = 1; j <= columns.size(); j++) {
                        cells.add(Objects.requireNonNullElse(found.getString(j), ""));
                    }
                    rows.add(new TableRow(rows.size() + 1L, List.copyOf(cells)));
                }
            }
            return new Table(path, columns.stream().map(Column::name).toList(), Decimal.POINT, rows, List.of());
        });
    }

    private static DataSet vectors(String file, Statement statement, String source, Selection selection, Arena arena)
            throws SQLException, IOException {
        List<Column> all = columns(statement, source);
        List<ColumnKind> kinds = all.stream().map(Column::kind).toList();
        List<String> names = all.stream().map(Column::name).toList();
        ColumnChoice choice = ColumnChoice.of(file, VectorTable.columns(names, kinds), selection, "labels");
        boolean isList = RowNumbers.isOfVectors(choice, kinds);
        List<Column> chosen = choice.places().stream().map(all::get).toList();
        for (Column column : chosen) {
            if (!isList && !column.stored().isNumeric()) {
                throw Refusal.of(
                        file,
                        "column " + column.name() + " holds " + column.type()
                                + ", which is no number; --columns chooses columns, --labels names the one with labels");
            }
        }
        Integer labelPlace = selection.labelPlace(file, names);
        String select = chosen.stream()
                .map(column -> "CAST(" + quoted(column.name()) + " AS DOUBLE" + (isList ? "[])" : ")"))
                .collect(Collectors.joining(", "));
        String label =
                labelPlace == null ? "" : ", CAST(" + quoted(all.get(labelPlace).name()) + " AS VARCHAR)";
        try (ResultSet rows = statement.executeQuery("SELECT " + select + label + " FROM read_parquet" + source)) {
            return new Spilling(choice, chosen, isList, labelPlace != null).read(rows, arena);
        }
    }

    private static List<Column> columns(Statement statement, String source) throws SQLException {
        List<Column> columns = new ArrayList<>();
        Set<String> index = pandasIndex(statement, source);
        try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM read_parquet" + source)) {
            while (described.next()) {
                columns.add(new Column(
                        described.getString(1), described.getString(2), index.contains(described.getString(1))));
            }
        }
        return columns;
    }

    /// The columns that pandas wrote as the index of its table.
    private static Set<String> pandasIndex(Statement statement, String source) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet found = statement.executeQuery("SELECT unnest(json_extract_string(decode(value),"
                + " '$.index_columns[*]')) FROM parquet_kv_metadata" + source + " WHERE decode(key) = 'pandas'")) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return names;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /// Rows on their way to a file that can be mapped.
    private record Spilling(ColumnChoice choice, List<Column> columns, boolean isList, boolean hasLabels) {

        DataSet read(ResultSet rows, Arena arena) throws SQLException, IOException {
            if (!rows.next()) {
                throw Refusal.of(choice.file(), "is empty: it has no row");
            }
            List<String> labels = new ArrayList<>();
            double[] row = new double[isList ? list(rows, 0).length : columns.size()];
            DType dtype =
                    columns.stream().allMatch(column -> column.type().startsWith("FLOAT")) ? DType.F32 : DType.F64;
            ColumnFacts facts = new ColumnFacts(isList ? 0 : row.length);
            try (Spill spill = new Spill(dtype, row.length)) {
                do {
                    fill(row, rows, spill.rows());
                    spill.add(row);
                    facts.add(row);
                    if (hasLabels) {
                        labels.add(String.valueOf(rows.getString(columns.size() + 1)));
                    }
                } while (rows.next());
                return new DataSet(
                        choice.file(),
                        new DataSet.Content.Rows(new Vectors(choice.file(), spill.matrix(arena))),
                        hasLabels ? labels : null,
                        Taken.of(choice.with(facts.remarks(choice.taken()))),
                        arena);
            }
        }

        private void fill(double[] row, ResultSet rows, int at) throws SQLException {
            if (isList) {
                Object[] list = list(rows, at);
                if (list.length != row.length || list.length == 0) {
                    throw Refusal.of(
                            choice.file(),
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
            return Refusal.of(choice.file(), "row " + row + " (from 0), column " + where + " is empty (NULL)");
        }
    }
}
