package eigensweep.checkpoint.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Room for elements that a file has only compressed, or in pieces: a little of it in memory, the rest in a temporary
/// file, mapped, that is gone as soon as nobody uses it. So a model takes no more memory than it would as it is.
public final class Scratch implements SegmentAllocator {

    /// The most that is put together of one file.
    public static final long MOST = 64L << 30;

    private static final long IN_MEMORY = 64L << 20;

    /// Room that is reserved at once; a file takes space only where it is written.
    private static final long SLAB = 256L << 20;

    private final MappedFile file;
    private final Arena arena;
    private final long inMemory;
    private long allocated;
    private MemorySegment slab = MemorySegment.NULL;
    private long used;

    /// @param file what it is for
    /// @param arena frees it
    public Scratch(MappedFile file, Arena arena) {
        this(file, arena, IN_MEMORY);
    }

    /// @param inMemory how much of it is in memory
    Scratch(MappedFile file, Arena arena, long inMemory) {
        this.file = file;
        this.arena = arena;
        this.inMemory = inMemory;
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        if (bytes > MOST - allocated) {
            throw file.broken("unpacks to more than " + MOST + " bytes; save it uncompressed");
        }
        allocated += bytes;
        return allocated <= inMemory ? arena.allocate(bytes, alignment) : onDisk(bytes, alignment);
    }

    private MemorySegment onDisk(long bytes, long alignment) {
        long start = (used + alignment - 1) / alignment * alignment;
        if (start > slab.byteSize() - bytes) {
            slab = temporary(Math.max(SLAB, bytes));
            start = 0;
        }
        used = start + bytes;
        return slab.asSlice(start, bytes);
    }

    private MemorySegment temporary(long bytes) {
        try {
            Path path = Files.createTempFile("eigensweep", ".unpacked");
            // On Unix its name is gone with this, not only when it is closed.
            try (FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                Path folder = Neighbours.folderOf(path);
                long free = Files.getFileStore(folder).getUsableSpace();
                if (free < bytes) {
                    throw file.broken("has to be unpacked, and " + folder + " has " + free + " of " + bytes
                            + " bytes for it; TMPDIR names another folder");
                }
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
            }
        } catch (IOException e) {
            throw file.broken("cannot be unpacked into a temporary file: " + MappedFile.reason(e), e);
        }
    }
}
