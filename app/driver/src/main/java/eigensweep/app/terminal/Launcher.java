package eigensweep.app.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `scripts/eigensweep`, which started this program, and can start it again with the lab.
public final class Launcher {

    /// Says that the lab is needed; the launcher looks at it.
    private static final String LAB = "EIGENSWEEP_LAB";

    private Launcher() {}

    /// Whether the launcher can be asked for the lab: it has started this program, and not been asked before.
    public static boolean canBuildTheLab() {
        return System.getProperty("eigensweep.home") != null && System.getenv(LAB) == null;
    }

    /// Runs the same command again with the lab, on the same terminal; the launcher builds the lab first.
    ///
    /// @return its exit code
    public static int withTheLab(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("eigensweep.home"), "scripts", "eigensweep")
                .toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(LAB, "1");
        try {
            Process process = builder.start();
            Interrupts.handOnTo(process);
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }
}
