package eigensweep.cli;

/// A request that cannot be met as it stands. The message is one line for people.
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String problem) {
        super(problem);
    }
}
