package eigensweep.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder for what can be fetched or unpacked again: `EIGENSWEEP_CACHE`, or `eigensweep` in `XDG_CACHE_HOME`
/// or in `~/.cache`. `~` is `HOME`, as in a shell; without it what the system knows of the user; for a user
/// whom it does not know, `/`, as containers have it.
public final class Cache {

    private Cache() {}

    /// The folder; it need not exist yet.
    public static Path folder() {
        String own = System.getenv("EIGENSWEEP_CACHE");
        if (own != null && !own.isEmpty()) {
            return Path.of(own);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isEmpty() ? Path.of(xdg) : home().resolve(".cache");
        return base.resolve("eigensweep");
    }

    private static Path home() {
        String told = System.getenv("HOME");
        String known = told != null && !told.isEmpty() ? told : System.getProperty("user.home", "");
        Path home = Path.of(known);
        return home.isAbsolute() ? home : Path.of("/");
    }

    /// A folder in it, made if it is not there.
    ///
    /// @throws IOException if it cannot be made, in words for people
    public static Path make(String name) throws IOException {
        Path folder = folder().resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(
                    folder + " cannot be made (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "); set EIGENSWEEP_CACHE to a folder that can be written",
                    e);
        }
    }
}
