package eigensweep.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Files that one process, or one thread of it, has to itself until it closes them. The system lets go of them however
/// a process ends.
public final class FileLocks {

    private FileLocks() {}

    /// Locks an open file; null if another process has it.
    private interface Locking {
        @Nullable
        FileLock of(FileChannel channel) throws IOException;
    }

    /// Opens a file, made if it is not there, and takes it.
    ///
    /// @param shared whether others may have it, too, who share it
    /// @param taken what is said if another has it
    /// @throws IOException if another has it, or it cannot be made
    public static FileChannel take(Path file, boolean shared, String taken) throws IOException {
        try {
            FileChannel channel = locked(file, open -> open.tryLock(0, Long.MAX_VALUE, shared));
            if (channel != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(taken, e); // Another thread of this process has it.
        }
        throw new IOException(taken);
    }

    /// Opens a file likewise, and waits until no other process has it.
    public static FileChannel await(Path file) throws IOException {
        return Objects.requireNonNull(locked(file, FileChannel::lock));
    }

    /// Opens a file and takes it, or closes it again.
    private static @Nullable FileChannel locked(Path file, Locking locking) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = locking.of(channel) != null;
        } finally {
            if (!held) {
                channel.close();
            }
        }
        return held ? channel : null;
    }
}
