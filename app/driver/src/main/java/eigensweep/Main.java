package eigensweep;

/// Where the program starts and ends.
public final class Main {

    private Main() {}

    /// Runs a command and exits with its code.
    public static void main(String[] arguments) {
        // Figures are drawn without a screen, and where there is one, it is not ours.
        System.setProperty("java.awt.headless", "true");
        System.exit(Eigensweep.run(arguments));
    }
}
