package eigensweep.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A process of this Java with this class path, for what a process has to itself: its libraries, its end.
public final class JavaProcess {

    private JavaProcess() {}

    /// One that is yet to be started.
    ///
    /// @param main the class that it runs
    public static ProcessBuilder of(String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        Collections.addAll(command, arguments);
        return new ProcessBuilder(command);
    }
}
