package eigensweep.table;

import java.util.List;

/// A row of a table, as text.
///
/// @param where it starts in the file, for people: `line 3`, or `row 2 (from 0)` where there are no lines
/// @param cells in the order of the columns
public record TableRow(String where, List<String> cells) {

    /// A row of a text file.
    ///
    /// @param line where it starts, from 1
    public static TableRow line(long line, List<String> cells) {
        return new TableRow("line " + line, cells);
    }
}
