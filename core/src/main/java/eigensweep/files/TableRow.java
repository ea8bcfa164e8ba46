package eigensweep.files;

import java.util.List;

/// A row of a table, as text.
///
/// @param line where it starts in the file, from 1
/// @param cells in the order of the columns
public record TableRow(long line, List<String> cells) {}
