package eigensweep.table;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import eigensweep.table.Columns.Column;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Records as CSV and JSON for machines. Numbers are written with as many digits as it takes to read the same
/// number back; an undefined one is an empty cell or `null`.
public final class Tables {

    private Tables() {}

    /// Rows as CSV (RFC 4180), a head line first.
    public static <R extends Record> String csv(Class<R> type, List<R> rows) {
        List<Column> columns = Columns.of(type);
        return csv(
                columns.stream().map(Column::name).toList(),
                rows.stream()
                        .map(row -> columns.stream()
                                .map(column -> text(column.value().apply(row)))
                                .toList()));
    }

    /// A table as CSV.
    public static String csv(List<String> head, Stream<List<String>> rows) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(head);
            rows.forEach(csv::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// A value as a text: an enum in lower case, a set in order and an array as it is with commas between, nothing for
    /// an undefined one. Of equal values it is the same, in whatever process.
    ///
    /// @throws IllegalArgumentException if nothing says how values of its type are written
    public static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Double number when !Double.isFinite(number) -> "";
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case Set<?> all -> all.stream().map(Tables::text).sorted().collect(Collectors.joining(","));
            case double[] all -> Arrays.stream(all).mapToObj(Tables::text).collect(Collectors.joining(","));
            case String _, Number _, Boolean _, Path _, Instant _ -> value.toString();
            default -> throw new IllegalArgumentException("nothing says how " + value.getClass() + " is written");
        };
    }

    /// Reads rows that [#csv] wrote.
    ///
    /// @throws IllegalArgumentException if a cell does not hold what its column should
    public static <R extends Record> List<R> readCsv(Class<R> type, String text) {
        return readCsv(type, text, Long.MAX_VALUE);
    }

    /// The first rows of those that [#csv] wrote.
    public static <R extends Record> List<R> readCsv(Class<R> type, String text, long most) {
        Map<String, Class<?>> types = new HashMap<>();
        Columns.of(type).forEach(column -> types.put(column.name(), column.type()));
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
            return reader.stream()
                    .limit(most)
                    .map(line -> row(type, types, line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <R extends Record> R row(Class<R> type, Map<String, Class<?>> types, NamedCsvRecord line) {
        Map<String, @Nullable Object> values = new HashMap<>();
        line.getFieldsAsMap().forEach((name, cell) -> values.put(name, cell(types.get(name), cell)));
        return Columns.read(type, values);
    }

    private static @Nullable Object cell(@Nullable Class<?> type, String cell) {
        if (type == null || type == String.class || type.isEnum()) {
            return cell;
        }
        return cell.isEmpty() ? null : Double.valueOf(cell);
    }

    /// Rows as a JSON array of objects.
    public static <R extends Record> void json(Class<R> type, List<R> rows, JsonGenerator json) {
        json.writeStartArray();
        for (R row : rows) {
            json(type, row, json);
        }
        json.writeEndArray();
    }

    /// A record as a JSON object.
    public static <R extends Record> void json(Class<R> type, R row, JsonGenerator json) {
        json.writeStartObject();
        for (Column column : Columns.of(type)) {
            json.writeName(column.name());
            Json.write(column.value().apply(row), json);
        }
        json.writeEndObject();
    }

    /// Those properties of a record that have a value, into an object that is open.
    public static <R extends Record> void defined(Class<R> type, R row, JsonGenerator json) {
        for (Column column : Columns.of(type)) {
            Object value = column.value().apply(row);
            if (value != null) {
                json.writeName(column.name());
                Json.write(value, json);
            }
        }
    }

    /// Reads a JSON object of numbers, strings and nulls, up to a property.
    public static Map<String, @Nullable Object> parse(byte[] text, String end) {
        Map<String, @Nullable Object> values = new HashMap<>();
        try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (name.equals(end)) {
                    break;
                }
                values.put(
                        name,
                        switch (json.nextToken()) {
                            case VALUE_NUMBER_INT -> json.getLongValue();
                            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
                            case VALUE_NULL -> null;
                            default -> json.getString();
                        });
            }
        }
        return values;
    }
}
