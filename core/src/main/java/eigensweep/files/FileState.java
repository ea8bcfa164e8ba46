package eigensweep.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A file as it was at a moment: what a mapped one has to be still when it has been read.
///
/// @param path the file
/// @param bytes its size
/// @param modified when it was written last
public record FileState(Path path, long bytes, FileTime modified) {

    /// The file as it is now.
    ///
    /// @throws IOException if it is not there, or cannot be looked at
    public static FileState of(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileState(path, now.size(), now.lastModifiedTime());
    }

    /// Where files are.
    public static List<Path> paths(List<FileState> files) {
        return files.stream().map(FileState::path).toList();
    }

    /// The first change of any of these files, in words that name it; null if all are as they were.
    public static @Nullable String changeOf(Collection<FileState> files) {
        return files.stream()
                .map(FileState::change)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /// What happened to the file since, in words that name it; null if nothing did.
    public @Nullable String change() {
        try {
            FileState now = of(path);
            if (now.bytes != bytes) {
                return path + " changed while it was read: it had " + bytes + " bytes and has " + now.bytes;
            }
            return now.modified.equals(modified)
                    ? null
                    : path + " changed while it was read: it was written at " + now.modified;
        } catch (NoSuchFileException e) {
            return path + " was removed while it was read";
        } catch (IOException e) {
            return path + " cannot be looked at any more: " + e.getMessage();
        }
    }
}
