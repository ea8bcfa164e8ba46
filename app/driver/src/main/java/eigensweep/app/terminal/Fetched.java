package eigensweep.app.terminal;

import eigensweep.files.Cache;
import eigensweep.files.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/// Files that come through Maven with the first command that needs them, and are kept in the cache.
///
/// @param what they are, with their size, for people
/// @param folder of the cache
/// @param names of the files
/// @param goal of Maven that puts them into a folder
/// @param property of that goal: the folder
record Fetched(String what, String folder, List<String> names, String goal, String property) {

    /// One of the files; all are fetched if it is not there.
    ///
    /// @param say told that they are
    /// @throws UsageException if nobody can fetch them
    Path file(String name, Consumer<String> say) throws IOException {
        Path kept = Cache.folder().resolve(folder);
        Path file = kept.resolve(name);
        if (Files.isRegularFile(file)) {
            return file;
        }
        String home = System.getProperty("eigensweep.home");
        String title = what.replaceFirst(" \\(.*", "");
        if (home == null) {
            throw new UsageException(
                    title + " is fetched with the POM of the checkout: start it with scripts/eigensweep");
        }
        say.accept("fetching " + what + " through Maven, once ...");
        Cache.make(folder);
        Path partial = Files.createTempDirectory(kept, "fetching-");
        try {
            Maven.run(Path.of(home), "-pl", "app/driver", goal, "-D" + property + "=" + partial);
            for (String each : names) {
                Files.move(
                        partial.resolve(each),
                        kept.resolve(each),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new IOException(
                    title + " cannot be fetched: " + e.getMessage() + " (or put " + name + " at " + file + ")", e);
        } finally {
            TemporaryFolder.remove(partial);
        }
        return file;
    }
}
