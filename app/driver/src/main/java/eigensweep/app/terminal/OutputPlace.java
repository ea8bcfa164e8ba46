package eigensweep.app.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where `-o` points to: what cannot be written to is refused before the work, not after it.
public final class OutputPlace {

    private OutputPlace() {}

    /// Refuses what neither is a folder to write to nor can become one. Makes nothing: a request that is refused for
    /// another reason leaves nothing behind.
    ///
    /// @param folder or null: then there is nothing to refuse
    /// @throws UsageException if it cannot be used
    public static void checkFolder(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        boolean exists = there.equals(folder.toAbsolutePath());
        UsageException.when(
                !Files.isDirectory(there),
                "-o " + folder
                        + (exists
                                ? " is a file; a folder is expected"
                                : ": the folder cannot be made: " + there + " is a file"));
        UsageException.when(
                !Files.isWritable(there),
                "-o " + folder
                        + (exists
                                ? ": the folder cannot be written to"
                                : ": the folder cannot be made: " + there + " cannot be written to"));
    }

    /// Makes the folder.
    ///
    /// @throws UsageException if it cannot be used
    public static void makeFolder(Path folder) {
        checkFolder(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UsageException("-o " + folder + ": the folder cannot be made: " + e.getMessage());
        }
    }

    /// Refuses what cannot become a file, in a folder that is there.
    ///
    /// @throws UsageException if it cannot
    public static void checkFile(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new UsageException("-o " + file + " is a folder; a file is expected");
        }
        UsageException.when(!Files.isDirectory(folder), "-o " + file + ": there is no folder " + folder);
        UsageException.when(
                !Files.isWritable(folder), "-o " + file + ": the folder " + folder + " cannot be written to");
    }
}
