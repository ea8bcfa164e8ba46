package eigensweep.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Folders for what nobody needs when the work is done. They are made in `java.io.tmpdir`, which is `TMPDIR`
/// where `scripts/eigensweep` starts the program.
public final class TemporaryFolder {

    private TemporaryFolder() {}

    /// Makes one.
    ///
    /// @throws IOException if none can be made, in words for people
    public static Path make() throws IOException {
        try {
            return Files.createTempDirectory("eigensweep-");
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /// Removes a folder with all that is in it.
    public static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// What is said when temporary files cannot be written.
    public static IOException unusable(IOException cause) {
        return new IOException(
                "temporary files cannot be written in " + System.getProperty("java.io.tmpdir") + " ("
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "); TMPDIR names another folder for them",
                cause);
    }
}
