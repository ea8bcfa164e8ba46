package eigensweep.data;

import java.util.ArrayList;
import java.util.List;

/// What the numbers of columns look like, gathered row by row: columns that count the rows may be an index under
/// another name, and those that never change say nothing of any sample.
final class ColumnFacts {

    private static final int FEWEST_ROWS = 3;

    private final double[] first;
    private final boolean[] counts;
    private final boolean[] constant;
    private long rows;

    ColumnFacts(int columns) {
        this.first = new double[columns];
        this.counts = new boolean[columns];
        this.constant = new boolean[columns];
    }

    void add(double[] row) {
        for (int j = 0; j < first.length; j++) {
            if (rows == 0) {
                first[j] = row[j];
                counts[j] = row[j] == 0 || row[j] == 1;
                constant[j] = true;
            }
            counts[j] &= row[j] == first[j] + rows;
            constant[j] &= row[j] == first[j];
        }
        rows++;
    }

    /// What people should know of it, a line each.
    List<String> remarks(List<String> names) {
        List<String> remarks = new ArrayList<>();
        if (rows < FEWEST_ROWS) {
            return remarks;
        }
        List<String> counting = chosen(names, counts);
        if (!counting.isEmpty()) {
            remarks.add(Refusal.list(counting) + (counting.size() == 1 ? " counts" : " count")
                    + " the rows, as an index does; taken all the same: --drop leaves "
                    + (counting.size() == 1 ? "it" : "them") + " out");
        }
        List<String> still = chosen(names, constant);
        if (!still.isEmpty()) {
            remarks.add(Refusal.list(still) + (still.size() == 1 ? " is" : " are")
                    + " the same in every row; taken all the same");
        }
        return remarks;
    }

    private static List<String> chosen(List<String> names, boolean[] which) {
        List<String> chosen = new ArrayList<>();
        for (int j = 0; j < which.length; j++) {
            if (which[j]) {
                chosen.add(names.get(j));
            }
        }
        return chosen;
    }
}
