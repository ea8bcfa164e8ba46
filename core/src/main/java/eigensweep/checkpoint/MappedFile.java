package eigensweep.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file mapped read-only as a whole; its pages are read when they are touched.
///
/// @param path the file
/// @param bytes its content, of any size
record MappedFile(Path path, MemorySegment bytes) {

    static MappedFile map(Path path, Arena arena) {
        if (Files.isDirectory(path)) {
            throw new CheckpointException(path, "is a folder where a file is expected");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(path, "is not a regular file but a pipe or a device, which cannot be mapped");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                throw new CheckpointException(path, "is empty (0 bytes); was the download cut off?");
            }
            return new MappedFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path, "no such file or folder", e);
        } catch (AccessDeniedException e) {
            throw new CheckpointException(path, "permission denied", e);
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be read: " + e.getMessage(), e);
        }
    }

    long size() {
        return bytes.byteSize();
    }

    CheckpointException broken(String problem) {
        return new CheckpointException(path, problem);
    }
}
