package eigensweep.checkpoint.file;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the files are that belong to a model beside the one that was named, and where they must not be.
public final class Neighbours {

    private Neighbours() {}

    /// Whether a file really lies, all links followed, in the folder that another file was found in or really
    /// lies in. In the cache of the Hugging Face Hub every file is a link to one of its blobs.
    public static boolean isBeside(Path other, Path file) {
        try {
            Path real = other.toRealPath();
            return real.startsWith(folderOf(file).toRealPath()) || real.startsWith(folderOf(file.toRealPath()));
        } catch (IOException e) {
            return true; // It cannot be opened either, and that message is the better one.
        }
    }

    /// The folder a file is in, absolute and without detours.
    public static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent(), "a file lies in a folder");
    }

    /// The file that a model means by a name relative to its folder; null if it is none in there.
    public static @Nullable Path inside(Path folder, String name) {
        try {
            Path path = folder.resolve(name).normalize();
            return path.startsWith(folder) && !path.equals(folder) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
