package eigensweep.app.terminal;

/// What the program tells the shell.
public final class ExitCode {

    /// All done.
    public static final int OK = 0;

    /// The work failed.
    public static final int FAILED = 1;

    /// The command line or the configuration is wrong, or asks for what this build does not have.
    public static final int USAGE = 2;

    /// Finished, but some items failed.
    public static final int INCOMPLETE = 3;

    private ExitCode() {}
}
