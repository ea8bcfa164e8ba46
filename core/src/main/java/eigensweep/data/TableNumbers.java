package eigensweep.data;

import eigensweep.table.Table;
import eigensweep.table.TableException;
import eigensweep.table.TableRow;
import java.util.List;

/// The numbers of a table in memory.
///
/// @param choice which columns they are of
/// @param values row by row
/// @param rows at least one
/// @param columns numbers a row
public record TableNumbers(ColumnChoice choice, double[] values, int rows, int columns) {

    static TableNumbers of(Table table, List<ColumnKind> kinds, ColumnChoice choice) throws TableException {
        if (table.rows().isEmpty()) {
            throw new TableException(table.file(), "has no rows");
        }
        RowNumbers numbers = RowNumbers.of(table.file(), table.decimal(), choice, kinds);
        ColumnFacts facts = new ColumnFacts(numbers.factColumns());
        double[] values = new double[0];
        int d = 0;
        int at = 0;
        for (TableRow row : table.rows()) {
            double[] vector = numbers.of(row);
            if (at == 0) {
                d = vector.length;
                values = new double[Math.multiplyExact(table.rows().size(), d)];
            } else if (vector.length != d) {
                throw numbers.otherLength(row, vector.length, d);
            }
            System.arraycopy(vector, 0, values, at, d);
            at += d;
            facts.add(vector);
        }
        return new TableNumbers(
                choice.with(facts.remarks(choice.taken())), values, table.rows().size(), d);
    }
}
