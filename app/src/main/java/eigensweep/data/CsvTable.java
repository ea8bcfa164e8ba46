package eigensweep.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import eigensweep.diversity.Vectors;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Vectors in a CSV or TSV file, a line a sample. The first line is the names of the columns if a cell of it is
/// no number, or if it counts `0, 1, 2, ...` as pandas does.
final class CsvTable {

    private CsvTable() {}

    static DataSet open(Path path, Selection selection) throws IOException {
        String file = path.toString();
        char separator = file.endsWith(".tsv") ? '\t' : ',';
        Arena arena = Arena.ofShared();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .detectBomHeader(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(path)) {
            return read(file, reader.iterator(), selection, arena);
        } catch (CsvParseException e) {
            arena.close();
            throw Refusal.of(file, "is no CSV table: " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static DataSet read(String file, Iterator<CsvRecord> records, Selection selection, Arena arena)
            throws IOException {
        if (!records.hasNext()) {
            throw Refusal.of(file, "is empty: it has no line");
        }
        CsvRecord first = records.next();
        boolean hasNames = !isData(first);
        List<String> names = hasNames
                ? first.getFields().stream().map(String::strip).toList()
                : IntStream.range(0, first.getFieldCount())
                        .mapToObj(Integer::toString)
                        .toList();
        List<Integer> places = selection.places(file, names);
        if (places.isEmpty()) {
            throw Refusal.of(file, "has no column but the labels");
        }
        Integer labelPlace = selection.labelPlace(file, names);
        List<String> labels = new ArrayList<>();
        double[] row = new double[places.size()];
        try (Spill spill = new Spill(DType.F64, row.length)) {
            CsvRecord record = hasNames ? next(records) : first;
            for (; record != null; record = next(records)) {
                if (record.getFieldCount() != names.size()) {
                    throw Refusal.of(
                            file,
                            "line " + record.getStartingLineNumber() + " has " + record.getFieldCount()
                                    + " cells, the first has " + names.size());
                }
                for (int j = 0; j < row.length; j++) {
                    row[j] = number(file, record, places.get(j), names);
                }
                spill.add(row);
                if (labelPlace != null) {
                    labels.add(record.getField(labelPlace));
                }
            }
            if (spill.rows() == 0) {
                throw Refusal.of(file, "is empty: it has no line but the names of its columns");
            }
            Vectors vectors = new Vectors(file, spill.matrix(arena));
            return new DataSet(file, new DataSet.Content.Rows(vectors), labelPlace == null ? null : labels, arena);
        }
    }

    private static @Nullable CsvRecord next(Iterator<CsvRecord> records) {
        return records.hasNext() ? records.next() : null;
    }

    /// Whether the first line is a sample. Of names, a few at most read as numbers: those that count the
    /// columns.
    private static boolean isData(CsvRecord first) {
        boolean counts = first.getFieldCount() > 2;
        for (int j = 0; j < first.getFieldCount(); j++) {
            String cell = first.getField(j).strip();
            if (parsed(cell) == null) {
                return false;
            }
            counts &= cell.equals(Integer.toString(j));
        }
        return !counts;
    }

    private static double number(String file, CsvRecord record, int place, List<String> names) {
        String cell = record.getField(place).strip();
        Double number = parsed(cell);
        if (number == null) {
            throw Refusal.of(
                    file,
                    "line " + record.getStartingLineNumber() + ", column " + names.get(place)
                            + (cell.isEmpty() ? " is empty" : " holds '" + cell + "', which is no number")
                            + "; --columns chooses columns, --labels names the one with labels");
        }
        return number;
    }

    private static @Nullable Double parsed(String cell) {
        if (cell.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        try {
            return Double.valueOf(cell);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
