package eigensweep.data;

import eigensweep.files.ExplainedException;
import eigensweep.files.Printable;
import eigensweep.table.TableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Data that cannot be used. The message is one line for people: where, what is wrong, and what to do.
public final class DataException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param place the file, or the name of the data set, the trouble is in
    /// @param problem what is wrong and, where there is something to do, what
    /// @param cause what said so
    public DataException(String place, String problem, @Nullable Throwable cause) {
        super(Printable.brief(place) + ": " + Printable.brief(problem), cause);
    }

    /// @param place the file, or the name of the data set, the trouble is in
    /// @param problem what is wrong and, where there is something to do, what
    public DataException(String place, String problem) {
        this(place, problem, null);
    }

    /// @param file the file the trouble is in
    /// @param problem what is wrong and, where there is something to do, what
    public DataException(Path file, String problem) {
        this(file.toString(), problem, null);
    }

    /// What another process said of data that it cannot use.
    public static DataException said(String message) {
        return new DataException(message);
    }

    private DataException(String message) {
        super(Printable.line(message));
    }

    /// A file that the system does not let us read, or a table that cannot be used.
    public static DataException unreadable(Path file, IOException cause) {
        if (cause instanceof TableException table) {
            return new DataException(table.place(), table.problem(), cause);
        }
        String reason = switch (cause) {
            case NoSuchFileException e
            when file.toString().indexOf('\uFFFD') >= 0 ->
                "has a name with bytes that are no letters of the locale, and Java cannot open it; rename it";
            case NoSuchFileException e -> "no such file or folder";
            case AccessDeniedException e -> "permission denied";
            case FileSystemException e when e.getReason() != null -> "cannot be read: " + e.getReason();
            default -> "cannot be read: " + cause.getMessage();
        };
        return new DataException(file.toString(), reason, cause);
    }
}
