package eigensweep.app.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Maven on the user's machine, which fetches artifacts and keeps them.
public final class Maven {

    private Maven() {}

    /// `mvn` on the PATH.
    public static Optional<Path> find() {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Runs a goal of a module of this checkout.
    ///
    /// @throws IOException with Maven's last error line if it fails
    static void run(Path checkout, String... arguments) throws IOException {
        Path mvn = find().orElseThrow(() -> new IOException("mvn is not on the PATH; install Maven 3.8.7 or later"));
        List<String> command = new ArrayList<>(List.of(
                mvn.toString(),
                "-q",
                "-B",
                "-ntp",
                "-f",
                checkout.resolve("pom.xml").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("Maven failed: " + firstError(said));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Maven ran", e);
        }
    }

    private static String firstError(String said) {
        return said.lines()
                .filter(line -> line.contains("ERROR"))
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").replaceFirst("^\\[ERROR\\]\\s*", ""))
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("it gave no reason");
    }
}
