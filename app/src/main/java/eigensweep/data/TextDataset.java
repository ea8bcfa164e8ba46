package eigensweep.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import eigensweep.checkpoint.BrokenJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Texts: one a line, or a column of a CSV, TSV or JSONL file. All are in memory; they take less than what is made of
/// them. Lines and cells that are blank are left out.
///
/// @param name where they lie
/// @param format how they are stored, for people
/// @param texts at least one
/// @param blank how many were left out
public record TextDataset(String name, String format, List<String> texts, int blank) {

    /// Columns that are taken, in this order, if none is named.
    private static final List<String> USUAL_COLUMNS = List.of("text", "sentence", "content");

    /// Bytes of a file, all of which are in memory.
    private static final long LARGEST = 1L << 30;

    /// Texts, each of which takes some 200 bytes beside its characters.
    private static final int MOST = 10_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public TextDataset {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new DataException(name, "holds no text" + (blank > 0 ? " but " + blank + " blank lines" : ""), null);
        }
    }

    /// Reads a file; its extension says how: `.csv`, `.tsv`, `.jsonl` or `.ndjson`, and lines otherwise.
    ///
    /// @param column which column, or null: then `text`, `sentence` or `content`, or the only one there is
    /// @throws DataException if it cannot be read, or is not valid UTF-8
    /// @throws UnknownColumnException if it has no such column
    public static TextDataset open(Path file, @Nullable String column) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                throw new DataException(
                        file,
                        "has " + Files.size(file) + " bytes; texts are read from at most " + LARGEST + "; split it");
            }
            if (name.endsWith(".csv") || name.endsWith(".tsv")) {
                return csv(file, name.endsWith(".tsv") ? '\t' : ',', column);
            }
            String text = Files.readString(file);
            text = text.startsWith("\ufeff") ? text.substring(1) : text;
            if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
                return jsonl(file, text, column);
            }
            if (column != null) {
                throw new UnknownColumnException(
                        file.toString(),
                        "has no columns: it is read as a text a line; .csv, .tsv and .jsonl have columns");
            }
            return kept(file, "lines", text.lines().toList());
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), notUtf8(file), e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static TextDataset kept(Path file, String format, List<String> all) {
        if (all.size() > MOST) {
            throw new DataException(file, "holds " + all.size() + " texts; at most " + MOST + " are read; split it");
        }
        List<String> texts =
                all.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
        return new TextDataset(file.toString(), format, texts, all.size() - texts.size());
    }

    private static String notUtf8(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int line = 1;
            int start = 0;
            for (int i = 0; i <= bytes.length; i++) {
                if (i == bytes.length || bytes[i] == '\n') {
                    if (!isUtf8(bytes, start, i - start)) {
                        return "line " + line + " is not valid UTF-8; convert the file with iconv -t utf-8";
                    }
                    line++;
                    start = i + 1;
                }
            }
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
        return "is not valid UTF-8; convert it with iconv -t utf-8";
    }

    private static boolean isUtf8(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static TextDataset csv(Path file, char separator, @Nullable String column) throws IOException {
        List<String> cells = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder()
                .fieldSeparator(separator)
                .detectBomHeader(true)
                .ofNamedCsvRecord(Files.readString(file))) {
            String chosen = null;
            for (NamedCsvRecord row : rows) {
                if (chosen == null) {
                    chosen = choose(file, column, row.getHeader());
                }
                cells.add(row.findField(chosen).orElse(""));
            }
        } catch (CsvParseException e) {
            throw new DataException(file.toString(), "is not valid CSV: " + e.getMessage(), e);
        }
        return kept(file, separator == ',' ? "CSV" : "TSV", cells);
    }

    private static String choose(Path file, @Nullable String column, List<String> columns) {
        if (column != null && columns.contains(column)) {
            return column;
        }
        String there = String.join(", ", columns);
        if (column != null) {
            throw new UnknownColumnException(file.toString(), "has no column " + column + "; it has " + there);
        }
        if (columns.size() == 1) {
            return columns.getFirst();
        }
        return USUAL_COLUMNS.stream()
                .filter(columns::contains)
                .findFirst()
                .orElseThrow(() -> new DataException(file, "which column? It has " + there + "; name one"));
    }

    private static TextDataset jsonl(Path file, String text, @Nullable String column) {
        List<String> values = new ArrayList<>();
        String chosen = column;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank()) {
                values.add("");
                continue;
            }
            Map<String, @Nullable String> properties = properties(file, number, line);
            if (chosen == null || number == 1) {
                chosen = choose(file, column, List.copyOf(properties.keySet()));
            }
            String value = properties.get(chosen);
            if (value == null) {
                throw new DataException(file, "line " + number + " has no text under " + chosen);
            }
            values.add(value);
        }
        return kept(file, "JSONL", values);
    }

    /// The properties of an object; null for those that are no text.
    private static Map<String, @Nullable String> properties(Path file, int line, String text) {
        Map<String, @Nullable String> properties = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new DataException(file, "line " + line + " is no JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String property = json.currentName();
                boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
                properties.put(property, isText ? json.getString() : null);
                json.skipChildren();
            }
        } catch (JacksonException e) {
            throw new DataException(file.toString(), "line " + line + " " + BrokenJson.what(e), e);
        }
        return properties;
    }
}
