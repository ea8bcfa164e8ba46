package eigensweep.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A table in a text file (UTF-8, with a byte order mark or without): the one place that knows how such files are
/// written. [Separator] finds out what parts the cells, [Decimal] how numbers are written, [Header] whether the first
/// line names the columns. Cells are quoted as RFC 4180 has it; blank lines are passed over.
public final class DelimitedText implements TableRows {

    /// Bytes, and lines of them, from which the separator is told.
    private static final int SAMPLE = 1 << 18;

    private static final int SAMPLE_LINES = 50;

    private final Path file;
    private final Reader text;
    private final Iterator<TableRow> rows;
    private final Header header;
    private final Decimal decimal;
    private final List<TableRow> head = new ArrayList<>();
    private int given;

    private DelimitedText(Path file, BufferedReader text, Separator separator) throws IOException {
        this.file = file;
        this.text = text;
        this.rows = separator == Separator.SPACES ? words(text) : cells(text, separator.mark());
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
        this.decimal = Decimal.of(head);
        this.header = Header.of(file, head);
        if (header.isLine()) {
            head.removeFirst();
        }
        for (TableRow first : head) {
            checkLength(first);
        }
    }

    /// Opens a file.
    ///
    /// @throws TableException if it is no such table
    public static DelimitedText open(Path file) throws IOException {
        BufferedReader text = Utf8.open(file);
        try (InputStream in = Files.newInputStream(file)) {
            return new DelimitedText(file, text, separator(file, in.readNBytes(SAMPLE)));
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    private static Separator separator(Path file, byte[] start) {
        String text = new String(start, StandardCharsets.UTF_8);
        String sample = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<String> lines = new ArrayList<>(sample.lines()
                .filter(line -> !line.isBlank())
                .limit(SAMPLE_LINES)
                .toList());
        if (lines.size() > 1 && start.length == SAMPLE) {
            lines.removeLast(); // It may be cut off.
        }
        boolean isTsv = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
        Separator usual = isTsv ? Separator.TAB : Separator.COMMA;
        if (lines.isEmpty()) {
            return usual;
        }
        lines.set(0, Header.withoutComment(lines.getFirst()));
        return Separator.of(lines, usual);
    }

    private static Iterator<TableRow> cells(Reader text, char separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // So that the error names the line.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)
                .stream()
                .map(line -> row(line))
                .iterator();
    }

    private static TableRow row(CsvRecord line) {
        return new TableRow(line.getStartingLineNumber(), List.copyOf(line.getFields()));
    }

    private static Iterator<TableRow> words(BufferedReader text) {
        long[] number = new long[1];
        return text.lines()
                .map(line -> new TableRow(
                        ++number[0], List.of(Separator.words(number[0] == 1 ? Header.withoutComment(line) : line))))
                .filter(row -> !row.cells().equals(List.of("")))
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

    private void checkLength(TableRow row) throws TableException {
        if (row.cells().size() != header.columns().size()) {
            throw new TableException(
                    file,
                    row.line(),
                    row.cells().size() + " cells; the first line has "
                            + header.columns().size());
        }
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
        return header.remarks();
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
