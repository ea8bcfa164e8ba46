package eigensweep.lab.study;

import eigensweep.app.terminal.UsageException;
import eigensweep.data.DuckDb;
import eigensweep.data.ParquetFile;
import eigensweep.files.TemporaryFolder;
import eigensweep.page.TextTable;
import eigensweep.table.Json;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// What a question in SQL gets from the tables of a study, which are put into a database in memory; nothing that is
/// asked can reach a file.
///
/// @param columns their names
/// @param rows of numbers, texts, truth values and nulls
public record StudyQuery(List<String> columns, List<List<@Nullable Object>> rows) {

    /// Asks.
    ///
    /// @param sql one statement that returns rows
    /// @throws UsageException if it is none
    public static StudyQuery of(StudyRows tables, String sql) throws IOException {
        try (Connection connection = DuckDb.open(new Properties());
                Statement statement = connection.createStatement()) {
            load(tables, statement);
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
            return ask(statement, sql);
        } catch (SQLException e) {
            throw new IOException("the tables cannot be loaded: " + ParquetFile.firstLine(e), e);
        }
    }

    private static void load(StudyRows tables, Statement statement) throws IOException {
        Path folder = TemporaryFolder.make();
        Path csv = folder.resolve("table.csv");
        try {
            for (StudyRows.Named<?> table : tables.tables()) {
                Files.writeString(csv, table.csv());
                try {
                    statement.execute("CREATE TABLE " + table.name() + " AS SELECT * FROM "
                            + ParquetFile.csvTable(csv, table.type()));
                } catch (SQLException e) {
                    throw new IOException(table.name() + ": " + ParquetFile.firstLine(e), e);
                }
            }
        } finally {
            TemporaryFolder.remove(folder);
        }
    }

    private static StudyQuery ask(Statement statement, String sql) {
        try {
            if (!statement.execute(sql)) {
                throw refusal("a statement that returns rows is expected");
            }
            ResultSet found = statement.getResultSet(); // Closed with the statement.
            ResultSetMetaData about = found.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= about.getColumnCount(); i++) {
                columns.add(about.getColumnLabel(i));
            }
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (found.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(found.getObject(i));
                }
                rows.add(row);
            }
            return new StudyQuery(columns, rows);
        } catch (SQLException e) {
            throw refusal(ParquetFile.firstLine(e));
        }
    }

    private static UsageException refusal(String problem) {
        return new UsageException("the query is refused: " + problem);
    }

    /// As a table for people.
    ///
    /// @param width of the window
    public String text(int width) {
        TextTable table = new TextTable(0, columns);
        rows.forEach(row -> table.add(row.stream().map(StudyQuery::cell).toList()));
        return String.join("\n", table.render(width, "--format csv")) + "\n";
    }

    /// As a list of objects in JSON.
    public String json() {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                Object value = row.get(i);
                object.put(columns.get(i), isPlain(value) ? value : String.valueOf(value));
            }
            objects.add(object);
        }
        return Json.text(objects);
    }

    /// Whether JSON has such values; NaN it has not.
    private static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof Boolean
                || (value instanceof Number number && Double.isFinite(number.doubleValue()));
    }

    /// As CSV (RFC 4180), a head line first.
    public String csv() {
        return Tables.csv(
                columns,
                rows.stream().map(row -> row.stream().map(StudyQuery::cell).toList()));
    }

    private static String cell(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
