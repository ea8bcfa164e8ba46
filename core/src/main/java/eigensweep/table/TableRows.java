package eigensweep.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a table, read one after the other.
public interface TableRows extends AutoCloseable {

    /// Rows from which it is told what a column holds.
    int HEAD = 1000;

    /// Where the table is.
    Path file();

    /// The names of the columns, no two alike; numbers from 0 where the file gives none.
    List<String> columns();

    /// How numbers are written.
    Decimal decimal();

    /// The first rows, at most [#HEAD]; [#next] has them again.
    List<TableRow> head();

    /// What people should know of how the file was read, a line each.
    List<String> remarks();

    /// The next row, with as many cells as there are columns, or null after the last.
    ///
    /// @throws TableException if the file is broken
    @Nullable
    TableRow next() throws IOException;

    @Override
    void close() throws IOException;
}
