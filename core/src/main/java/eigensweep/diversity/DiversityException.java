package eigensweep.diversity;

import eigensweep.files.ExplainedException;

/// Samples whose diversity cannot be computed. The message is one line for people: which, where, and what to
/// do.
public final class DiversityException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param samples what people call the samples: mostly a file
    /// @param problem what is wrong with them
    public DiversityException(String samples, String problem) {
        super(samples + ": " + problem);
    }
}
