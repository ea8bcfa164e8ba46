package eigensweep.data;

import eigensweep.data.ColumnChoice.Column;
import eigensweep.diversity.Vectors;
import eigensweep.table.TableException;
import eigensweep.table.TableRow;
import eigensweep.table.TableRows;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Vectors in a table of text, a row a sample: columns of numbers, or one column of vectors.
public final class VectorTable {

    private VectorTable() {}

    /// Reads all rows.
    ///
    /// @throws TableException if a cell of a column that is taken holds anything else
    static DataSet read(TableRows rows, Selection selection) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            List<ColumnKind> kinds = ColumnKind.of(rows);
            String file = rows.file().toString();
            ColumnChoice choice = ColumnChoice.of(file, columns(rows.columns(), kinds), selection, "labels");
            RowNumbers numbers = RowNumbers.of(rows.file(), rows.decimal(), choice, kinds);
            return read(rows, numbers, selection.labelPlace(file, rows.columns()), arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public static List<Column> columns(List<String> names, List<ColumnKind> kinds) {
        return IntStream.range(0, names.size())
                .mapToObj(place -> new Column(names.get(place), kinds.get(place)))
                .toList();
    }

    private static DataSet read(TableRows rows, RowNumbers numbers, @Nullable Integer labelPlace, Arena arena)
            throws IOException {
        String file = rows.file().toString();
        TableRow row = rows.next();
        if (row == null) {
            throw Refusal.of(file, "is empty: it has no line but the names of its columns");
        }
        int d = numbers.of(row).length;
        List<String> labels = new ArrayList<>();
        ColumnFacts facts = new ColumnFacts(numbers.factColumns());
        try (Spill spill = new Spill(DType.F64, d)) {
            for (; row != null; row = rows.next()) {
                double[] vector = numbers.of(row);
                if (vector.length != d) {
                    throw numbers.otherLength(row, vector.length, d);
                }
                spill.add(vector);
                facts.add(vector);
                if (labelPlace != null) {
                    labels.add(row.cells().get(labelPlace));
                }
            }
            List<String> remarks = new ArrayList<>(rows.remarks());
            remarks.addAll(facts.remarks(numbers.choice().taken()));
            return new DataSet(
                    file,
                    new DataSet.Content.Rows(new Vectors(file, spill.matrix(arena))),
                    labelPlace == null ? null : labels,
                    Taken.of(numbers.choice().with(remarks)),
                    arena);
        }
    }
}
