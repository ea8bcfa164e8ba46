package eigensweep.files;

import java.nio.file.Path;

/// The folder for what can be fetched or unpacked again: `EIGENSWEEP_CACHE`, or `eigensweep` in `XDG_CACHE_HOME`
/// or in `~/.cache`.
public final class Cache {

    private Cache() {}

    /// The folder; it need not exist yet.
    public static Path folder() {
        String own = System.getenv("EIGENSWEEP_CACHE");
        if (own != null && !own.isEmpty()) {
            return Path.of(own);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base =
                xdg != null && !xdg.isEmpty() ? Path.of(xdg) : Path.of(System.getProperty("user.home", ""), ".cache");
        return base.resolve("eigensweep");
    }
}
