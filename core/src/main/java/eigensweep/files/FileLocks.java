package eigensweep.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Files that one process, or one thread of it, has to itself until it closes them. The system lets go of them however
/// a process ends.
public final class FileLocks {

    private FileLocks() {}

    /// Opens a file, made if it is not there, and takes it.
    ///
    /// @param shared whether others may have it, too, who share it
    /// @param taken what is said if another has it
    /// @throws IOException if another has it, or it cannot be made
    public static FileChannel take(Path file, boolean shared, String taken) throws IOException {
        try {
            return open(file, channel -> channel.tryLock(0, Long.MAX_VALUE, shared))
                    .orElseThrow(() -> new IOException(taken));
        } catch (OverlappingFileLockException e) {
            throw new IOException(taken, e); // Another thread of this process has it.
        }
    }

    /// Opens a file likewise, and waits until no other process has it.
    public static FileChannel await(Path file) throws IOException {
        return open(file, FileChannel::lock).orElseThrow();
    }

    /// Takes an open file; null if another process has it.
    private interface Taking {
        @Nullable
        FileLock of(FileChannel channel) throws IOException;
    }

    /// The file, open and taken; where it is not taken, it is closed.
    private static Optional<FileChannel> open(Path file, Taking taking) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = taking.of(channel);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return Optional.ofNullable(lock).map(_ -> channel);
    }
}
