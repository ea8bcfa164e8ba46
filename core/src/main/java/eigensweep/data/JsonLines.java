package eigensweep.data;

import eigensweep.checkpoint.file.BrokenJson;
import eigensweep.table.Decimal;
import eigensweep.table.TableException;
import eigensweep.table.TableRow;
import eigensweep.table.TableRows;
import eigensweep.table.Utf8;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// A table in a JSONL file: the one place that knows how such files are written. A line is an object, whose
/// properties are the columns, or an array of numbers. Blank lines are passed over. One JSON document that
/// holds a whole table, as pandas writes it unless told otherwise, is refused with what writes lines.
final class JsonLines implements TableRows {

    /// As many as the reader of CSV takes.
    private static final int MOST_COLUMNS = 16_384;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // As Python writes them; refused where numbers are read.
            .build();

    private static final String DOCUMENT = " and not a row a line; write it with df.to_json(path, orient=\"records\","
            + " lines=True), or take an array of objects apart with jq -c '.[]'";

    /// What a property holds.
    ///
    /// @param text of a string, or the JSON of anything else; empty for null
    /// @param isString whether it is a string
    record Cell(String text, boolean isString) {

        boolean isObject() {
            return !isString && text.startsWith("{");
        }

        boolean isNested() {
            return isObject() || (!isString && text.startsWith("["));
        }
    }

    private final Path file;
    private final List<String> columns;
    private final List<TableRow> head = new ArrayList<>();
    private final BufferedReader text;
    private final Iterator<Line> rest;
    private final Set<String> unexpected = new LinkedHashSet<>();
    private int given;

    private JsonLines(Path file, BufferedReader text) throws IOException {
        this.file = file;
        this.text = text;
        long[] number = new long[1];
        this.rest = text.lines()
                .map(line -> new Line(++number[0], line))
                .filter(line -> !line.text().isBlank())
                .iterator();
        List<Line> first = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Line line = read(); line != null; line = first.size() < HEAD ? read() : null) {
            first.add(line);
            names.addAll(cells(line).keySet());
        }
        if (names.isEmpty()) {
            throw new TableException(file, "is empty: it has no row");
        }
        if (first.size() == 1) {
            checkRow(cells(first.getFirst()));
        }
        this.columns = List.copyOf(names);
        for (Line line : first) {
            head.add(row(line));
        }
    }

    /// Refuses the only line of a file that is no row, but a table: its columns, its rows, or these beside
    /// each other.
    private void checkRow(Map<String, Cell> cells) throws TableException {
        boolean nested = cells.values().stream().allMatch(Cell::isNested);
        if (nested && (cells.size() > 1 || cells.values().stream().anyMatch(Cell::isObject))) {
            throw new TableException(file, "is one JSON document" + DOCUMENT);
        }
    }

    /// A line that is not blank.
    ///
    /// @param number from 1
    private record Line(long number, String text) {}

    /// Opens a file.
    ///
    /// @throws TableException if it is no such table
    static JsonLines open(Path file) throws IOException {
        BufferedReader text = Utf8.open(file);
        try {
            return new JsonLines(file, text);
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    private @Nullable Line read() throws IOException {
        try {
            return rest.hasNext() ? rest.next() : null;
        } catch (UncheckedIOException e) {
            throw Utf8.unreadable(file, e);
        }
    }

    private Map<String, Cell> cells(Line line) throws TableException {
        return cells(file, line.number(), line.text());
    }

    /// The properties of the object in a line, or the elements of its array, called 0, 1, 2, ...
    static Map<String, Cell> cells(Path file, long line, String text) throws TableException {
        Map<String, Cell> cells = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            boolean isArray = json.nextToken() == JsonToken.START_ARRAY;
            if (!isArray && json.currentToken() != JsonToken.START_OBJECT) {
                throw new TableException(file, "line " + line + " is no JSON object");
            }
            while (json.nextToken() != (isArray ? JsonToken.END_ARRAY : JsonToken.END_OBJECT)) {
                String name = isArray ? Integer.toString(cells.size()) : json.currentName();
                if (!isArray) {
                    json.nextToken();
                }
                if (isArray && json.currentToken().isStructStart()) {
                    throw new TableException(file, "line " + line + " is an array of rows," + DOCUMENT);
                }
                cells.put(name, cell(json, text));
                if (cells.size() > MOST_COLUMNS) {
                    throw new TableException(
                            file,
                            "line " + line + " has more than " + MOST_COLUMNS
                                    + " columns; put a long vector into one property");
                }
            }
            if (json.nextToken() != null) {
                throw new TableException(file, "line " + line + " holds more than one JSON object");
            }
        } catch (JacksonException e) {
            if (line == 1 && text.strip().matches("\\[|\\{|\\[\\s*[\\[{]")) {
                throw new TableException(file, "is one JSON document over several lines" + DOCUMENT);
            }
            throw new TableException(file, "line " + line + " " + BrokenJson.what(e));
        }
        return cells;
    }

    private static Cell cell(JsonParser json, String line) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return new Cell(json.getString(), true);
        }
        if (token == JsonToken.VALUE_NULL) {
            return new Cell("", false);
        }
        if (token.isScalarValue()) {
            return new Cell(json.getString(), false);
        }
        int start = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        return new Cell(line.substring(start, (int) json.currentTokenLocation().getCharOffset() + 1), false);
    }

    private TableRow row(Line line) throws TableException {
        Map<String, Cell> cells = cells(line);
        List<String> row = columns.stream()
                .map(column -> {
                    Cell cell = cells.remove(column);
                    return cell == null ? "" : cell.text();
                })
                .toList();
        unexpected.addAll(cells.keySet());
        return TableRow.line(line.number(), row);
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Decimal decimal() {
        return Decimal.POINT;
    }

    @Override
    public List<TableRow> head() {
        return List.copyOf(head);
    }

    @Override
    public List<String> remarks() {
        return unexpected.isEmpty()
                ? List.of()
                : List.of(
                        "left out, for the first " + HEAD + " lines lack it: " + Refusal.list(List.copyOf(unexpected)));
    }

    @Override
    public @Nullable TableRow next() throws IOException {
        if (given < head.size()) {
            return head.get(given++);
        }
        Line line = read();
        return line == null ? null : row(line);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
