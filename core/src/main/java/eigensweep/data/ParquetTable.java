package eigensweep.data;

import eigensweep.diversity.Vectors;
import eigensweep.table.Decimal;
import eigensweep.table.Table;
import eigensweep.table.TableException;
import eigensweep.table.TableRow;
import eigensweep.table.TableRows;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A Parquet file: vectors in columns of numbers, or in one column of lists; or a table in memory.
/// DuckDB reads it, as a stream.
final class ParquetTable {

    /// What DuckDB may take, which would be most of the machine's memory: pages may inflate a thousandfold.
    private static final String MEMORY = "2GB";

    private ParquetTable() {}

    private static final Pattern LIST = Pattern.compile("[A-Z]*(INT(EGER)?|FLOAT|DOUBLE|DECIMAL)[(),0-9]*\\[[0-9]*\\]");
    private static final Pattern NUMBER =
            Pattern.compile("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|BOOLEAN|FLOAT|DOUBLE|DECIMAL.*");
    private static final Pattern TEXT = Pattern.compile("VARCHAR|ENUM.*");

    /// A column.
    ///
    /// @param type as DuckDB calls it
    /// @param isIndex whether pandas wrote it as an index
    /// @param cells what the first rows hold
    private record Column(String name, String type, boolean isIndex, ColumnKind cells) {

        ColumnKind kind() {
            return isIndex ? ColumnKind.INDEX : stored();
        }

        ColumnKind stored() {
            return isList()
                    ? ColumnKind.VECTORS
                    : isText() || NUMBER.matcher(type).matches() ? cells : ColumnKind.OTHER;
        }

        boolean isList() {
            return LIST.matcher(type).matches();
        }

        boolean isText() {
            return TEXT.matcher(type).matches();
        }

        /// What SQL selects: numbers in float64, whose digits a text then has.
        String selected() {
            String cast = isList() ? "DOUBLE[]" : type.equals("FLOAT") ? "DOUBLE" : "";
            return cast.isEmpty() ? quoted(name) : "CAST(" + quoted(name) + " AS " + cast + ")";
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
        try (Connection connection = DuckDb.open(streaming);
                Statement statement = connection.createStatement()) {
            return use.of(statement, "(" + ParquetFile.quoted(path.toString()) + ")");
        } catch (SQLException e) {
            throw Refusal.of(
                    path.toString(),
                    "cannot be read as Parquet (" + ParquetFile.firstLine(e)
                            + "); is it one, and whole? Write it again, or as .csv");
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
            return new Table(
                    path,
                    columns.stream().map(Column::name).toList(),
                    Decimal.POINT,
                    rows(statement, source, columns, ""),
                    List.of());
        });
    }

    private static List<TableRow> rows(Statement statement, String source, List<Column> columns, String limit)
            throws SQLException {
        List<TableRow> rows = new ArrayList<>();
        String select = columns.stream()
                .map(column -> "CAST(" + column.selected() + " AS VARCHAR)")
                .collect(Collectors.joining(", "));
        try (ResultSet found = statement.executeQuery("SELECT " + select + " FROM read_parquet" + source + limit)) {
            while (found.next()) {
                List<String> cells = new ArrayList<>();
                for (int j = 1; j <= columns.size(); j++) {
                    cells.add(Objects.requireNonNullElse(found.getString(j), ""));
                }
                rows.add(new TableRow(where(rows.size()), List.copyOf(cells)));
            }
        }
        return rows;
    }

    /// Where a row is, for people.
    private static String where(int row) {
        return "row " + row + " (from 0)";
    }

    private static DataSet vectors(String file, Statement statement, String source, Selection selection, Arena arena)
            throws SQLException, IOException {
        List<Column> all = columns(statement, source);
        List<ColumnKind> kinds = all.stream().map(Column::kind).toList();
        List<String> names = all.stream().map(Column::name).toList();
        ColumnChoice choice = ColumnChoice.of(file, VectorTable.columns(names, kinds), selection, "labels");
        RowNumbers.isOfVectors(choice, kinds);
        List<Column> chosen = choice.places().stream().map(all::get).toList();
        for (Column column : chosen) {
            if (column.stored() == ColumnKind.OTHER) {
                throw Refusal.of(
                        file,
                        "column " + column.name() + " holds " + column.type()
                                + ", which is no number; --columns chooses columns, --labels names the one with labels");
            }
        }
        Integer labelPlace = selection.labelPlace(file, names);
        String select = chosen.stream()
                .map(column -> column.isText()
                        ? quoted(column.name())
                        : "CAST(" + quoted(column.name()) + (column.isList() ? " AS DOUBLE[])" : " AS DOUBLE)"))
                .collect(Collectors.joining(", "));
        String label =
                labelPlace == null ? "" : ", CAST(" + quoted(all.get(labelPlace).name()) + " AS VARCHAR)";
        try (ResultSet rows = statement.executeQuery("SELECT " + select + label + " FROM read_parquet" + source)) {
            return new Spilling(choice, chosen, labelPlace != null).read(rows, arena);
        }
    }

    /// All columns. What those of numbers and text hold is told by their first rows, as in a text file.
    private static List<Column> columns(Statement statement, String source) throws SQLException {
        List<Column> columns = new ArrayList<>();
        Set<String> index = pandasIndex(statement, source);
        try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM read_parquet" + source)) {
            while (described.next()) {
                String name = described.getString(1);
                columns.add(new Column(name, described.getString(2), index.contains(name), ColumnKind.OTHER));
            }
        }
        List<Column> scalars = columns.stream()
                .filter(column ->
                        column.isText() || NUMBER.matcher(column.type()).matches())
                .toList();
        if (scalars.isEmpty()) {
            return columns;
        }
        List<ColumnKind> kinds = ColumnKind.of(
                scalars.size(), Decimal.POINT, rows(statement, source, scalars, " LIMIT " + TableRows.HEAD));
        return columns.stream()
                .map(column -> scalars.contains(column)
                        ? new Column(column.name(), column.type(), column.isIndex(), kinds.get(scalars.indexOf(column)))
                        : column)
                .toList();
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
    private record Spilling(ColumnChoice choice, List<Column> columns, boolean hasLabels) {

        DataSet read(ResultSet rows, Arena arena) throws SQLException, IOException {
            if (!rows.next()) {
                throw Refusal.of(choice.file(), "is empty: it has no row");
            }
            List<String> labels = new ArrayList<>();
            double[] row = numbers(rows, 0);
            DType dtype =
                    columns.stream().allMatch(column -> column.type().startsWith("FLOAT")) ? DType.F32 : DType.F64;
            ColumnFacts facts = new ColumnFacts(isOfVectors() ? 0 : row.length);
            try (Spill spill = new Spill(dtype, row.length)) {
                do {
                    double[] numbers = numbers(rows, spill.rows());
                    if (numbers.length != row.length || numbers.length == 0) {
                        throw new TableException(
                                Path.of(choice.file()),
                                where(spill.rows()),
                                "a vector of " + numbers.length + " numbers; the first has " + row.length);
                    }
                    spill.add(numbers);
                    facts.add(numbers);
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

        private boolean isOfVectors() {
            return columns.getFirst().stored() == ColumnKind.VECTORS;
        }

        private double[] numbers(ResultSet rows, int at) throws SQLException, TableException {
            try {
                if (isOfVectors()) {
                    return columns.getFirst().isList() ? list(rows, at) : vector(rows, at);
                }
                double[] numbers = new double[columns.size()];
                for (int j = 0; j < numbers.length; j++) {
                    numbers[j] = columns.get(j).isText()
                            ? Decimal.POINT.finite(place(at, columns.get(j).name()), text(rows, j))
                            : number(rows, j, at);
                }
                return numbers;
            } catch (TableException e) {
                throw e.with(RowNumbers.REMEDY);
            }
        }

        private static String text(ResultSet rows, int j) throws SQLException {
            return Objects.requireNonNullElse(rows.getString(j + 1), "");
        }

        private double number(ResultSet rows, int j, int at) throws SQLException, TableException {
            double number = rows.getDouble(j + 1);
            boolean isNull = number == 0 && rows.wasNull();
            if (isNull || !Double.isFinite(number)) {
                throw place(at, columns.get(j).name()).notFinite(isNull ? "" : Double.toString(number), "");
            }
            return number;
        }

        private double[] vector(ResultSet rows, int at) throws SQLException, TableException {
            return VectorText.parse(place(at, columns.getFirst().name()), text(rows, 0), Decimal.POINT);
        }

        private double[] list(ResultSet rows, int at) throws SQLException, TableException {
            String name = columns.getFirst().name();
            Array array = rows.getArray(1);
            if (array == null) {
                throw place(at, name).notFinite("", "");
            }
            Object[] list = (Object[]) array.getArray();
            double[] numbers = new double[list.length];
            for (int j = 0; j < numbers.length; j++) {
                if (!(list[j] instanceof Double number) || !Double.isFinite(number)) {
                    throw place(at, name + "[" + j + "]").notFinite(list[j] == null ? "" : list[j].toString(), "");
                }
                numbers[j] = number;
            }
            return numbers;
        }

        private TableException.Place place(int row, String column) {
            return new TableException.Place(Path.of(choice.file()), where(row), column);
        }
    }
}
