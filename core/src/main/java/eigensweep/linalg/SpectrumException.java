package eigensweep.linalg;

import eigensweep.files.ExplainedException;

/// A matrix whose spectrum cannot be computed. The message is one line for people.
public final class SpectrumException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param problem what is wrong with the matrix
    public SpectrumException(String problem) {
        super(problem);
    }
}
