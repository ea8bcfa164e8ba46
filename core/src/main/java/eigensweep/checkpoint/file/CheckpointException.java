package eigensweep.checkpoint.file;

import eigensweep.files.ExplainedException;
import eigensweep.files.Printable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A model file that cannot be used. The message is one line for people: what is wrong, where, and what to do.
public final class CheckpointException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param file the file the trouble is in
    /// @param problem what is wrong and, where there is something to do, what
    public CheckpointException(Path file, String problem) {
        this(file, problem, null);
    }

    /// @param name what the user called a model
    /// @param problem what is wrong with that, and what to do
    public CheckpointException(String name, String problem) {
        super(Printable.brief(name) + ": " + Printable.brief(problem));
    }

    /// @param file the file the trouble is in
    /// @param problem what is wrong and, where there is something to do, what
    /// @param cause what said so
    public CheckpointException(Path file, String problem, @Nullable Throwable cause) {
        super(Printable.brief(file.toString()) + ": " + Printable.brief(problem), cause);
    }

    private CheckpointException(String message, CheckpointException cause) {
        super(message, cause);
    }

    /// The same, with more to be said.
    public CheckpointException also(String more) {
        return new CheckpointException(getMessage() + "; " + more, this);
    }
}
