package eigensweep.table;

import eigensweep.files.Printable;
import java.io.IOException;
import java.nio.file.Path;

/// A table that cannot be used as it is. The message names the file, and the line where it is known.
public final class TableException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String problem;

    private TableException(String place, String problem) {
        super(place + ": " + problem);
        this.place = place;
        this.problem = problem;
    }

    public TableException(Path file, String problem) {
        this(file.toString(), problem);
    }

    /// @param where in the file, as a [TableRow] has it
    public TableException(Path file, String where, String problem) {
        this(file + ", " + where, problem);
    }

    /// The file, and the line where it is known.
    public String place() {
        return place;
    }

    /// What is wrong there.
    public String problem() {
        return problem;
    }

    /// The same with what to do.
    public TableException with(String remedy) {
        return new TableException(place, problem + "; " + remedy);
    }

    /// A cell of a table.
    ///
    /// @param file the table
    /// @param where in it, as its [TableRow] has it
    /// @param column its name
    public record Place(Path file, String where, String column) {

        /// That it holds no finite number.
        ///
        /// @param remedy what is added, or nothing
        public TableException notFinite(String cell, String remedy) {
            return problem(
                    cell.isBlank()
                            ? "is empty"
                            : "holds " + Printable.brief(cell.strip()) + ", not a finite number" + remedy);
        }

        /// What is wrong there.
        public TableException problem(String problem) {
            return new TableException(file, where, "column " + column + " " + problem);
        }
    }
}
