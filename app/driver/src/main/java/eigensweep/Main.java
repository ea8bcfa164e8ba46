package eigensweep;

/// Where the program starts and ends.
public final class Main {

    private Main() {}

    /// Runs a command and exits with its code.
    public static void main(String[] arguments) {
        // Figures are drawn without a screen, and where there is one, it is not ours.
        System.setProperty("java.awt.headless", "true");
        // No option is a date or of a database; to find out how these are read takes a start longer.
        System.setProperty("picocli.converters.excludes", "java\\.(time|sql)\\..*");
        System.exit(Eigensweep.run(arguments));
    }
}
