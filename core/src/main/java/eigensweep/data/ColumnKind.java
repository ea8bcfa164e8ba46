package eigensweep.data;

import eigensweep.table.Decimal;
import eigensweep.table.TableRow;
import eigensweep.table.TableRows;
import java.util.ArrayList;
import java.util.List;

/// What a column of a table holds.
public enum ColumnKind {
    NUMBERS("numbers"),
    WHOLE_NUMBERS("whole numbers"),
    VECTORS("vectors"),
    TEXT("text"),
    NOTHING("empty"),
    INDEX("an index"),
    OTHER("no numbers");

    private final String words;

    ColumnKind(String words) {
        this.words = words;
    }

    /// For people.
    String words() {
        return words;
    }

    boolean isNumeric() {
        return this == NUMBERS || this == WHOLE_NUMBERS;
    }

    /// The kind of each column, by the first rows. One number, or vector, among words makes a column one of
    /// numbers, or vectors, so that the words are refused and never left out unseen.
    public static List<ColumnKind> of(TableRows rows) {
        return of(rows.columns().size(), rows.decimal(), rows.head());
    }

    /// The kind of each column, by some rows.
    public static List<ColumnKind> of(int columns, Decimal decimal, List<TableRow> rows) {
        List<ColumnKind> kinds = new ArrayList<>();
        for (int j = 0; j < columns; j++) {
            int column = j;
            kinds.add(ofCells(
                    decimal,
                    rows.stream()
                            .map(row -> row.cells().get(column).strip())
                            .filter(cell -> !cell.isEmpty())
                            .toList()));
        }
        return kinds;
    }

    private static ColumnKind ofCells(Decimal decimal, List<String> cells) {
        if (cells.isEmpty()) {
            return NOTHING;
        }
        boolean whole = true;
        boolean numbers = false;
        for (String cell : cells) {
            Double number = decimal.parse(cell);
            if (number == null && VectorText.isMeant(cell)) {
                return VECTORS;
            }
            whole &= number != null && number == Math.rint(number);
            numbers |= number != null || Decimal.isMeant(cell);
        }
        return !numbers ? TEXT : whole ? WHOLE_NUMBERS : NUMBERS;
    }
}
