package eigensweep.cli;

import eigensweep.report.Version;

/// A request that cannot be met as it stands. The message is one line for people.
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String problem) {
        super(problem);
    }

    /// An option or command of the contract that this version does not have yet.
    static UsageException notBuilt(String what) {
        return new UsageException(
                what + " is not built yet in eigensweep " + Version.TEXT + "; `eigensweep --help` lists what is");
    }
}
