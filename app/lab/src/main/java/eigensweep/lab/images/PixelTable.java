package eigensweep.lab.images;

import eigensweep.data.ColumnChoice;
import eigensweep.data.ColumnKind;
import eigensweep.data.DataException;
import eigensweep.data.Selection;
import eigensweep.data.VectorTable;
import eigensweep.table.DelimitedText;
import eigensweep.table.TableRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A CSV file of pixels, an image a row: values from 0 to 255, row by row; three values a pixel are red,
/// all of it, then green, then blue. Images are square, which tells grey from colour. [ColumnChoice] tells
/// pixels from an index and from labels; where no column is called a label and there is one more than
/// pixels, the first is the label.
final class PixelTable {

    private static final int MOST_CLASSES = 1_000_000;

    private final Path file;
    private final ColumnChoice choice;
    private final List<Integer> places;
    private final @Nullable Integer labelPlace;
    private final ImageShape shape;
    private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    private final List<Integer> labels = new ArrayList<>();

    private PixelTable(DelimitedText rows) {
        this.file = rows.file();
        this.choice = ColumnChoice.of(
                file.toString(), VectorTable.columns(rows.columns(), ColumnKind.of(rows)), Selection.WHOLE, "labels");
        List<Integer> taken = choice.places();
        List<String> named = choice.labels();
        ImageShape all = shape(taken.size());
        ImageShape butFirst = named.isEmpty() ? shape(taken.size() - 1) : null;
        if (all != null) {
            this.places = taken;
            this.labelPlace = named.isEmpty() ? null : rows.columns().indexOf(named.getFirst());
            this.shape = all;
        } else if (butFirst != null) {
            this.places = taken.subList(1, taken.size());
            this.labelPlace = taken.getFirst();
            this.shape = butFirst;
        } else {
            throw new DataException(
                    file,
                    "has " + taken.size() + " columns, which are no square image: s * s or 3 * s * s pixels and at most"
                            + " one label are expected"
                            + (choice.leftOut().isEmpty() ? "" : "; left out: " + choice.leftOutText()));
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
        try (DelimitedText rows = DelimitedText.open(file)) {
            PixelTable table = new PixelTable(rows);
            for (TableRow row = rows.next(); row != null; row = rows.next()) {
                table.add(row);
            }
            return table.dataset(rows.remarks());
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private void add(TableRow row) {
        for (int place : places) {
            pixels.write(value(row, place, 255));
        }
        if (labelPlace != null) {
            labels.add(value(row, labelPlace, MOST_CLASSES - 1));
        }
    }

    private int value(TableRow row, int place, int most) {
        String cell = row.cells().get(place).strip();
        if (cell.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(cell);
            if (value <= most) {
                return value;
            }
        }
        throw new DataException(
                file, row.where() + ", column " + (place + 1) + ": " + cell + " is no whole number from 0 to " + most);
    }

    private ImageDataset dataset(List<String> remarks) {
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
                labelPlace == null ? null : Labels.numbered(of),
                choice.with(remarks).lines(),
                packed);
    }
}
