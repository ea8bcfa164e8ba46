package eigensweep.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A CSV file of pixels, an image a row: values from 0 to 255, row by row; three values a pixel are red, all of it,
/// then green, then blue. Images are square, which tells grey from colour. Where the number of columns is one more
/// than that of pixels, one is the label: the one called `label`, `class`, `target` or `y` in the header, else the
/// first.
final class PixelTable {

    private static final Set<String> LABEL_NAMES = Set.of("label", "class", "target", "y");

    private static final int MOST_CLASSES = 1_000_000;

    private final Path file;
    private final int columns;
    private final int labelColumn;
    private final ImageShape shape;
    private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    private final List<Integer> labels = new ArrayList<>();

    private PixelTable(Path file, CsvRecord first) {
        this.file = file;
        this.columns = first.getFieldCount();
        List<String> names = first.getFields().stream().map(String::strip).toList();
        int named = IntStream.range(0, columns)
                .filter(i -> LABEL_NAMES.contains(names.get(i).toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(-1);
        ImageShape withoutLabel = shape(columns);
        ImageShape withLabel = shape(columns - 1);
        if (named < 0 && withoutLabel != null) {
            this.labelColumn = -1;
            this.shape = withoutLabel;
        } else if (withLabel != null) {
            this.labelColumn = Math.max(named, 0);
            this.shape = withLabel;
        } else {
            throw new DataException(
                    file,
                    "has " + columns + " columns, which are no square image: s * s or 3 * s * s pixels and at most one"
                            + " label are expected");
        }
    }

    private static @Nullable ImageShape shape(int values) {
        for (int channels : new int[] {1, 3}) {
            int side = (int) Math.round(Math.sqrt(values / (double) channels));
            if (side > 0 && values == channels * side * side) {
                return new ImageShape(channels, side, side);
            }
        }
        return null;
    }

    /// Reads a file.
    ///
    /// @throws DataException if it is broken
    static ImageDataset read(Path file) {
        try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(file)) {
            PixelTable table = null;
            for (CsvRecord row : rows) {
                if (table == null) {
                    table = new PixelTable(file, row);
                    if (!isNumber(row.getField(0))) {
                        continue;
                    }
                }
                table.add(row);
            }
            if (table == null) {
                throw new DataException(file, "is empty");
            }
            return table.dataset();
        } catch (CsvParseException e) {
            throw new DataException(file.toString(), "is not valid CSV: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new DataException(file.toString(), "cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static boolean isNumber(String cell) {
        return cell.strip().matches("[0-9]+");
    }

    private void add(CsvRecord row) {
        for (int i = 0; i < columns; i++) {
            int value = value(row, i, i == labelColumn ? MOST_CLASSES - 1 : 255);
            if (i == labelColumn) {
                labels.add(value);
            } else {
                pixels.write(value);
            }
        }
    }

    private int value(CsvRecord row, int column, int most) {
        String cell = row.getField(column).strip();
        if (cell.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(cell);
            if (value <= most) {
                return value;
            }
        }
        throw new DataException(
                file,
                "line " + row.getStartingLineNumber() + ", column " + (column + 1) + ": " + cell
                        + " is no whole number from 0 to " + most);
    }

    private ImageDataset dataset() {
        byte[] bytes = pixels.toByteArray();
        int count = bytes.length / shape.size();
        PackedImages packed = new PackedImages(
                shape,
                255,
                List.of(new PackedImages.Part(file.toString(), MemorySegment.ofArray(bytes), 0, shape.size(), count)));
        int[] of = labels.stream().mapToInt(Integer::intValue).toArray();
        return new ImageDataset(
                file.toString(),
                "CSV of pixels",
                count,
                shape,
                labelColumn < 0 ? null : Labels.numbered(of),
                List.of(),
                packed);
    }
}
