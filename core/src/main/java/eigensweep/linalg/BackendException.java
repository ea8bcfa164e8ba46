package eigensweep.linalg;

import eigensweep.files.ExplainedException;

/// A backend that was asked for and cannot be had. The message is one line for people.
public final class BackendException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param problem what is missing and what would help
    public BackendException(String problem) {
        super(problem);
    }

    /// @param problem what is missing and what would help
    /// @param cause what said so
    public BackendException(String problem, Throwable cause) {
        super(problem, cause);
    }

    @Override
    public boolean isMisuse() {
        return true;
    }
}
