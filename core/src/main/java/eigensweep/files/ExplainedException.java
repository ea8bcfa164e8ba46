package eigensweep.files;

import org.jspecify.annotations.Nullable;

/// What cannot be done as asked, for a reason that people can do something about. The message is one line for them:
/// where, what is wrong, what to do.
public abstract class ExplainedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param explanation one line
    /// @param cause what said so
    protected ExplainedException(String explanation, @Nullable Throwable cause) {
        super(explanation, cause);
    }

    /// @param explanation one line
    protected ExplainedException(String explanation) {
        super(explanation);
    }

    /// Whether the request itself is wrong, or asks for what is not there; else what it is about cannot be used.
    public boolean isMisuse() {
        return false;
    }
}
