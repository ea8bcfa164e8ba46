package eigensweep.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A CSV file (RFC 4180, UTF-8) whose first line names its columns.
///
/// @param file where it is
/// @param columns their names
/// @param lines the others, each with as many cells
public record CsvTable(Path file, List<String> columns, List<Line> lines) {

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    /// A line of cells.
    ///
    /// @param number in the file, from 1
    /// @param cells in the order of the columns
    public record Line(long number, List<String> cells) {}

    /// Reads a file.
    ///
    /// @throws TableException if it is no such table
    public static CsvTable read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // So that the error names the line.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text(file))) {
            for (CsvRecord line : reader) {
                lines.add(new Line(line.getStartingLineNumber(), List.copyOf(line.getFields())));
            }
        } catch (CsvParseException e) {
            throw new TableException(file, "is not CSV: " + e.getMessage());
        }
        if (lines.isEmpty()) {
            throw new TableException(file, "is empty");
        }
        List<String> columns =
                lines.removeFirst().cells().stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new TableException(file, 1, "two columns are called " + column);
            }
        }
        for (Line line : lines) {
            if (line.cells().size() != columns.size()) {
                throw new TableException(
                        file,
                        line.number(),
                        line.cells().size() + " cells; the first line names " + columns.size() + " columns");
            }
        }
        return new CsvTable(file, columns, List.copyOf(lines));
    }

    private static String text(Path file) throws IOException {
        // What is no file may never end.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new TableException(file, "is no regular file");
        }
        try {
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new TableException(file, "is not UTF-8 text");
        }
    }

    /// The text in a column of this table.
    public String text(Line line, String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no column " + column);
        }
        return line.cells().get(index).strip();
    }

    /// The finite number in a column of this table; null if the cell is empty.
    ///
    /// @throws TableException if the cell holds anything else
    public @Nullable Double number(Line line, String column) throws TableException {
        String text = text(line, column);
        if (text.isEmpty()) {
            return null;
        }
        double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new TableException(
                    file, line.number(), "column " + column + " holds " + text + ", not a finite number");
        }
        return value;
    }
}
