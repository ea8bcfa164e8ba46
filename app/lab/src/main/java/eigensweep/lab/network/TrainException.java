package eigensweep.lab.network;

import eigensweep.files.ExplainedException;
import org.jspecify.annotations.Nullable;

/// A training that cannot be done as asked. The message is one line for people: where, what is wrong, what to
/// do.
public final class TrainException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param problem one line
    /// @param cause what said so
    public TrainException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
