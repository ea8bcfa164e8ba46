package eigensweep.checkpoint;

import eigensweep.files.Printable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A model file that cannot be used. The message is one line for people: what is wrong, where, and what to do.
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 1000;

    /// @param file the file the trouble is in
    /// @param problem what is wrong and, where there is something to do, what
    public CheckpointException(Path file, String problem) {
        this(file, problem, null);
    }

    /// @param file the file the trouble is in
    /// @param problem what is wrong and, where there is something to do, what
    /// @param cause what said so
    public CheckpointException(Path file, String problem, @Nullable Throwable cause) {
        super(oneLine(file.toString()) + ": " + oneLine(problem), cause);
    }

    /// Names come from files nobody vetted: a control character would break the line or colour the terminal, and
    /// one name could fill the screen.
    private static String oneLine(String text) {
        return text.length() <= LONGEST ? Printable.line(text) : Printable.line(text.substring(0, LONGEST)) + "...";
    }
}
