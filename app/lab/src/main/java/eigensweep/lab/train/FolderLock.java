package eigensweep.lab.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second training out of a folder that one is at work in. The system lets go of it however a process ends.
final class FolderLock implements AutoCloseable {

    private static final String FILE = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the folder, which is there.
    ///
    /// @throws IOException if another training has it
    static FolderLock take(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (locked(channel) == null) {
            channel.close();
            throw new IOException(
                    folder + ": another training is at work in this folder; wait for it, or choose another with -o");
        }
        return new FolderLock(channel);
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // It is another thread of this process that has it.
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
