package eigensweep.testing;

import eigensweep.table.DelimitedText;
import eigensweep.table.Table;
import java.io.IOException;
import java.nio.file.Path;

/// Tables in text files.
public final class TextTable {

    private TextTable() {}

    /// Reads all of a file.
    public static Table read(Path file) throws IOException {
        try (DelimitedText source = DelimitedText.open(file)) {
            return Table.of(source);
        }
    }
}
