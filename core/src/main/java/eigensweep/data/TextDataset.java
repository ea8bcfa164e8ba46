package eigensweep.data;

import eigensweep.data.JsonLines.Cell;
import eigensweep.files.Suggestion;
import eigensweep.table.Decimal;
import eigensweep.table.DelimitedText;
import eigensweep.table.Table;
import eigensweep.table.TableException;
import eigensweep.table.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Texts: one a line, or a column of a CSV, TSV or JSONL file. All are in memory; they take less than what
/// is made of them. Lines and cells that are blank are left out.
///
/// @param name where they lie
/// @param format how they are stored, for people
/// @param texts at least one
/// @param blank which lines or cells were left out, from 0
public record TextDataset(String name, String format, List<String> texts, List<Integer> blank) {

    /// Columns that are taken, in this order, if none is named.
    private static final List<String> USUAL_COLUMNS = List.of("text", "sentence", "content");

    /// Texts that tell whether they are any.
    private static final int FIRST = 100;

    /// Lines that tell whether most are numbers, and numbers in such a line.
    private static final int FIRST_LINES = 1000;

    private static final int FEWEST_NUMBERS = 3;

    /// What stands between the words of a line, as `1:0.5` and `x=0.5` have it; brackets and quotes too.
    private static final Pattern BETWEEN = Pattern.compile("[\\s,;:=|\\[\\](){}<>'\"]+");

    /// A complex number, as NumPy and others write it: `0.5-2j`.
    private static final Pattern COMPLEX =
            Pattern.compile("[-+]?[\\d.]+([eE][-+]?\\d+)?([-+][\\d.]+([eE][-+]?\\d+)?)?[ij]");

    private static final String LINES = "lines";

    /// Bytes of a file, all of which are in memory.
    private static final long LARGEST = 1L << 30;

    /// Texts, each of which takes some 200 bytes beside its characters.
    private static final int MOST = 10_000_000;

    public TextDataset {
        texts = List.copyOf(texts);
        blank = List.copyOf(blank);
        if (texts.isEmpty()) {
            throw new DataException(
                    name, "holds no text" + (blank.isEmpty() ? "" : " but " + blank.size() + " blank lines"));
        }
    }

    /// Reads a file; its extension says how: `.csv`, `.tsv`, `.parquet`, `.jsonl` or `.ndjson`, and lines
    /// otherwise.
    ///
    /// @param column which column, or null: then `text`, `sentence` or `content`, or the only one there is
    /// @throws DataException if it cannot be read, or is not valid UTF-8
    /// @throws UnknownColumnException if it has no such column
    public static TextDataset open(Path file, @Nullable String column) {
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                throw new DataException(
                        file,
                        "has " + Files.size(file) + " bytes; texts are read from at most " + LARGEST + "; split it");
            }
            if (DataSets.isJsonLines(file)) {
                return jsonl(file, Utf8.read(file), column);
            }
            if (!DataSets.isLines(file) && DataSets.isTable(file)) {
                return table(DataSets.table(file), column);
            }
            String text = Utf8.read(file);
            if (column != null) {
                throw new UnknownColumnException(
                        file.toString(),
                        "has no columns: it is read as a text a line; .csv, .tsv and .jsonl have columns");
            }
            return kept(file, LINES, text.lines().toList());
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
        List<Integer> blank = IntStream.range(0, all.size())
                .filter(i -> all.get(i).isBlank())
                .boxed()
                .toList();
        return new TextDataset(file.toString(), format, texts, blank);
    }

    /// Refuses texts that are vectors: a model of sentences would tell their spelling apart.
    ///
    /// @throws DataException if all of the first are
    public void checkIsOfWords() {
        if (texts.stream().limit(FIRST).allMatch(VectorText::isMeant)) {
            throw new DataException(
                    name,
                    "holds vectors, and no texts; "
                            + (format.equals(LINES)
                                    ? "call it .jsonl, with a vector as [0.1, 0.2] a line"
                                    : "--columns in place of --column takes them as they are"));
        }
        if (format.equals(LINES)) {
            checkLines();
        }
    }

    /// Refuses lines most of which are JSON, or numbers with marks and words among them.
    private void checkLines() {
        List<String> first = texts.stream().limit(FIRST_LINES).toList();
        if (isMost(first, DelimitedText::isJsonObject)) {
            throw new DataException(name, "holds JSON, an object a line; call it .jsonl");
        }
        if (isMost(first, line -> VectorText.isMeant(line) || isOfNumbers(line))) {
            throw new DataException(
                    name,
                    "holds numbers, and no texts; write vectors as a table (.csv or .npy), and texts of numbers as"
                            + " .jsonl with a property text");
        }
    }

    private static boolean isMost(List<String> lines, Predicate<String> condition) {
        return 2 * lines.stream().filter(condition).count() > lines.size();
    }

    /// Whether at least half of the words are numbers, and three.
    private static boolean isOfNumbers(String line) {
        List<String> words =
                BETWEEN.splitAsStream(line).filter(word -> !word.isEmpty()).toList();
        long numbers = words.stream()
                .filter(word -> Decimal.isMeant(word) || COMPLEX.matcher(word).matches())
                .count();
        return numbers >= FEWEST_NUMBERS && 2 * numbers >= words.size();
    }

    /// What of the file the texts are.
    public Taken taken() {
        // Blank lines at the end stand before no text.
        List<Integer> gaps = new ArrayList<>(blank);
        while (!gaps.isEmpty() && gaps.getLast() == texts.size() + gaps.size() - 1) {
            gaps.removeLast();
        }
        return new Taken(null, gaps, List.of(), List.of());
    }

    /// Whether a JSONL file is one of texts: its first lines have no vectors, and a property `text`,
    /// `sentence` or `content`, or nothing that is a number.
    ///
    /// @throws DataException if it cannot be read
    public static boolean isOfTexts(Path file) {
        try (JsonLines rows = JsonLines.open(file)) {
            List<ColumnKind> kinds = ColumnKind.of(rows);
            if (kinds.contains(ColumnKind.VECTORS)) {
                return false;
            }
            return USUAL_COLUMNS.stream().anyMatch(rows.columns()::contains)
                    || kinds.stream().noneMatch(ColumnKind::isNumeric);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static TextDataset table(Table table, @Nullable String column) {
        String chosen = choose(table.file(), column, table.columns());
        return kept(
                table.file(),
                "table",
                table.rows().stream().map(row -> table.text(row, chosen)).toList());
    }

    private static String choose(Path file, @Nullable String column, List<String> columns) {
        if (column != null && columns.contains(column)) {
            return column;
        }
        String there = String.join(", ", columns);
        if (column != null) {
            throw new UnknownColumnException(
                    file.toString(),
                    "has no column " + column + "; it has " + there + Suggestion.after(column, columns));
        }
        if (columns.size() == 1) {
            return columns.getFirst();
        }
        return USUAL_COLUMNS.stream()
                .filter(columns::contains)
                .findFirst()
                .orElseThrow(() -> new DataException(file, "which column? It has " + there + "; name one"));
    }

    private static TextDataset jsonl(Path file, String text, @Nullable String column) throws TableException {
        List<String> values = new ArrayList<>();
        String chosen = column;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank()) {
                values.add("");
                continue;
            }
            Map<String, Cell> properties = JsonLines.cells(file, number, line);
            if (chosen == null || number == 1) {
                chosen = choose(file, column, List.copyOf(properties.keySet()));
            }
            Cell value = properties.get(chosen);
            if (value == null || !value.isString()) {
                throw new DataException(file, "line " + number + " has no text under " + chosen);
            }
            values.add(value.text());
        }
        return kept(file, "JSONL", values);
    }
}
