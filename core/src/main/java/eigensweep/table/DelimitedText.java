package eigensweep.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A table in a text file (UTF-8, with a byte order mark or without): the one place that knows how such
/// files are written. [Preamble] is what stands before it; [Separator] finds out what parts the cells,
/// [Decimal] how numbers are written, [Header] whether the first line names the columns. Cells are quoted
/// as RFC 4180 has it; blank lines are passed over.
public final class DelimitedText implements TableRows {

    /// Bytes, and lines of them, from which the separator is told.
    private static final int SAMPLE = 1 << 18;

    private static final int SAMPLE_LINES = 50;

    private static final Pattern JSON = Pattern.compile("\\{\\s*\"[^\"]*\"\\s*:.*\\}");
    private static final Pattern OPENS = Pattern.compile("([A-Za-z][\\w.]*)?[\\[({]+\\s*[-+]?[\\d.]+([eE][-+]?\\d+)?");
    private static final Pattern CLOSES = Pattern.compile("[-+]?[\\d.]+([eE][-+]?\\d+)?\\s*[\\])}]+");

    private final Path file;
    private final Reader text;
    private final int passedOver;
    private final boolean isOfCommas;
    private final Iterator<TableRow> rows;
    private final Header header;
    private final List<String> remarks;
    private final Decimal decimal;
    private final List<TableRow> head = new ArrayList<>();
    private int given;

    private DelimitedText(Path file, BufferedReader text, Layout layout) throws IOException {
        this.file = file;
        this.text = text;
        this.passedOver = layout.preamble().lines();
        passOver(file, text, passedOver);
        this.isOfCommas = layout.mark() == Separator.COMMA.mark();
        this.rows = layout.separator() == Separator.SPACES ? words(text) : cells(text, layout.mark());
        TableRow row = read();
        while (row != null && head.size() < HEAD) {
            head.add(row);
            row = read();
        }
        if (row != null) {
            head.add(row);
        }
        if (head.isEmpty()) {
            throw new TableException(file, "is empty: it has no line");
        }
        for (TableRow first : head) {
            checkBrackets(first);
        }
        this.decimal = Decimal.of(head);
        this.header = layout.preamble().size() == null
                ? Header.of(file, head, layout.separator())
                : Header.ofNamedRows(head.getFirst().cells().size());
        this.remarks = layout.remarks(header.remarks());
        if (header.isLine()) {
            head.removeFirst();
        }
        for (TableRow first : head) {
            checkLength(first);
        }
        if (isOfCommas && !header.isLine() && header.columns().size() > 1) {
            Doubt.checkCommas(file, head);
        }
        if (layout.mark() == Separator.SEMICOLON.mark() && decimal == Decimal.POINT) {
            Doubt.checkThousands(file, head);
        }
    }

    private static void passOver(Path file, BufferedReader text, int lines) throws IOException {
        try {
            for (int i = 0; i < lines; i++) {
                text.readLine();
            }
        } catch (CharacterCodingException e) {
            throw Utf8.unreadable(file, new UncheckedIOException(e));
        }
    }

    /// Opens a file.
    ///
    /// @throws TableException if it is no such table
    public static DelimitedText open(Path file) throws IOException {
        BufferedReader text = Utf8.open(file);
        try (InputStream in = Files.newInputStream(file)) {
            return new DelimitedText(file, text, layout(file, in.readNBytes(SAMPLE)));
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /// How a file is laid out.
    ///
    /// @param preamble what stands before the table
    /// @param separator what parts cells
    private record Layout(Preamble preamble, Separator separator) {

        char mark() {
            return preamble.separator() == null ? separator.mark() : preamble.separator();
        }

        List<String> remarks(List<String> more) {
            List<String> remarks = new ArrayList<>(more);
            if (preamble.size() != null) {
                remarks.addFirst("line 1 (" + preamble.size() + "), how many words and numbers follow as word2vec"
                        + " writes it, is passed over");
            }
            if (preamble.comments() > 0) {
                remarks.addFirst(
                        (preamble.comments() == 1 ? "a line of comment" : preamble.comments() + " lines of comment")
                                + " before the table "
                                + (preamble.comments() == 1 ? "is" : "are") + " passed over");
            }
            return remarks;
        }
    }

    private static Layout layout(Path file, byte[] start) throws TableException {
        String text = new String(start, StandardCharsets.UTF_8);
        String sample = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<String> all = new ArrayList<>(sample.lines().toList());
        if (all.size() > 1 && start.length == SAMPLE) {
            all.removeLast(); // It may be cut off.
        }
        Preamble preamble = Preamble.of(all);
        List<String> lines = new ArrayList<>(all.stream()
                .skip(preamble.lines())
                .filter(line -> !line.isBlank())
                .limit(SAMPLE_LINES)
                .toList());
        boolean isTsv = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
        Separator usual = isTsv ? Separator.TAB : Separator.COMMA;
        if (preamble.size() != null) {
            return new Layout(preamble, Separator.SPACES);
        }
        if (preamble.separator() != null) {
            return new Layout(preamble, Separator.of(preamble.separator()));
        }
        if (lines.isEmpty()) {
            return new Layout(preamble, usual);
        }
        if (isJsonObject(lines.getFirst())) {
            throw new TableException(file, "holds JSON, an object a line; call it .jsonl");
        }
        lines.set(0, Preamble.withoutMark(lines.getFirst()));
        return new Layout(preamble, Separator.of(lines, usual));
    }

    /// Whether a line is an object in JSON, and so none of a table.
    public static boolean isJsonObject(String line) {
        return JSON.matcher(line.strip()).matches();
    }

    private Iterator<TableRow> cells(Reader text, char separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // So that the error names the line.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)
                .stream()
                .map(this::row)
                .iterator();
    }

    private TableRow row(CsvRecord line) {
        return TableRow.line(passedOver + line.getStartingLineNumber(), List.copyOf(line.getFields()));
    }

    private Iterator<TableRow> words(BufferedReader text) {
        long[] number = new long[1];
        return text.lines()
                .map(line -> TableRow.line(
                        passedOver + ++number[0], Separator.words(number[0] == 1 ? Preamble.withoutMark(line) : line)))
                .filter(row -> !row.cells().isEmpty())
                .iterator();
    }

    private @Nullable TableRow read() throws IOException {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (UncheckedIOException e) {
            throw Utf8.unreadable(file, e);
        } catch (CsvParseException e) {
            if (e.getCause() == null) {
                throw new TableException(file, "is not CSV: " + e.getMessage());
            }
            throw Utf8.unreadable(file, e);
        }
    }

    /// Refuses a vector in brackets that is cut into cells.
    private void checkBrackets(TableRow row) throws TableException {
        boolean opens = row.cells().stream()
                .anyMatch(cell -> OPENS.matcher(cell.strip()).matches());
        if (opens
                && row.cells().stream()
                        .anyMatch(cell -> CLOSES.matcher(cell.strip()).matches())) {
            throw new TableException(
                    file,
                    row.where(),
                    "numbers in brackets are cut into cells; put quotes around them, or call a file of nothing but"
                            + " [0.1, 0.2] a line .jsonl");
        }
    }

    private void checkLength(TableRow row) throws TableException {
        if (row.cells().size() != header.columns().size()) {
            throw new TableException(
                    file,
                    row.where(),
                    row.cells().size() + " cells; the first line has "
                            + header.columns().size() + remedy(row));
        }
    }

    private String remedy(TableRow row) {
        if (row.cells().getFirst().strip().startsWith("#")) {
            return "; comments are passed over before the table, not in it";
        }
        return isOfCommas && row.cells().size() > header.columns().size()
                ? "; a comma in a cell (1,5) wants quotes around the cell, or semicolons between cells"
                : "";
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<String> columns() {
        return header.columns();
    }

    @Override
    public Decimal decimal() {
        return decimal;
    }

    @Override
    public List<TableRow> head() {
        return List.copyOf(head);
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public @Nullable TableRow next() throws IOException {
        if (given < head.size()) {
            return head.get(given++);
        }
        TableRow row = read();
        if (row != null) {
            checkLength(row);
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
