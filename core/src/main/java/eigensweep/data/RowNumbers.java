package eigensweep.data;

import eigensweep.table.Decimal;
import eigensweep.table.TableException;
import eigensweep.table.TableRow;
import java.nio.file.Path;
import java.util.List;

/// How the rows of a table of text become numbers: those of its columns that are taken, or of the one that
/// holds vectors.
record RowNumbers(Path file, Decimal decimal, ColumnChoice choice, boolean isOfVectors) {

    /// What helps against a cell that is no number.
    static final String REMEDY = "--drop leaves columns out, --columns chooses some";

    static RowNumbers of(Path file, Decimal decimal, ColumnChoice choice, List<ColumnKind> kinds) {
        return new RowNumbers(file, decimal, choice, isOfVectors(choice, kinds));
    }

    /// Whether a table's data are one column of vectors; if not, they are columns of numbers.
    static boolean isOfVectors(ColumnChoice choice, List<ColumnKind> kinds) {
        if (choice.taken().isEmpty()) {
            throw Refusal.of(
                    choice.file(),
                    "no column is left for data: " + choice.leftOutText() + "; --columns takes those that it names");
        }
        boolean vectors = choice.places().stream().anyMatch(place -> kinds.get(place) == ColumnKind.VECTORS);
        if (vectors && choice.taken().size() > 1) {
            throw Refusal.of(
                    choice.file(),
                    "holds vectors in one column and more in others: " + Refusal.list(choice.taken())
                            + "; choose one with --columns");
        }
        return vectors;
    }

    /// Numbers of a row whose columns can be told apart by what they hold; none where one column holds them
    /// all.
    int factColumns() {
        return isOfVectors ? 0 : choice.taken().size();
    }

    /// The numbers of a row, all finite.
    ///
    /// @throws TableException if a cell holds anything else
    double[] of(TableRow row) throws TableException {
        try {
            if (isOfVectors) {
                return VectorText.parse(
                        place(row, 0), row.cells().get(choice.places().getFirst()), decimal);
            }
            double[] numbers = new double[choice.places().size()];
            for (int j = 0; j < numbers.length; j++) {
                numbers[j] = decimal.finite(
                        place(row, j), row.cells().get(choice.places().get(j)));
            }
            return numbers;
        } catch (TableException e) {
            throw e.with(REMEDY);
        }
    }

    /// A refusal of a row whose vector is of another length than the first.
    TableException otherLength(TableRow row, int length, int first) {
        return new TableException(file, row.where(), "a vector of " + length + " numbers; the first has " + first);
    }

    private TableException.Place place(TableRow row, int j) {
        return new TableException.Place(file, row.where(), choice.taken().get(j));
    }
}
