package eigensweep.app.terminal;

import eigensweep.files.ExplainedException;

/// A request that cannot be met as it stands. The message is one line for people.
public class UsageException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    public UsageException(String problem) {
        super(problem);
    }

    @Override
    public boolean isMisuse() {
        return true;
    }
}
