package eigensweep;

import eigensweep.cli.Eigensweep;

/// Where the program starts and ends.
public final class Main {

    private Main() {}

    /// Runs a command and exits with its code.
    public static void main(String[] arguments) {
        System.exit(Eigensweep.run(arguments));
    }
}
