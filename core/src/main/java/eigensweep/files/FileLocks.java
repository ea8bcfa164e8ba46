package eigensweep.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
        FileChannel channel = open(file);
        boolean held = false;
        try {
            held = channel.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException e) {
            throw new IOException(taken, e); // Another thread of this process has it.
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new IOException(taken);
        }
        return channel;
    }

    /// Opens a file likewise, and waits until no other process has it.
    public static FileChannel await(Path file) throws IOException {
        FileChannel channel = open(file);
        channel.lock();
        return channel;
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
