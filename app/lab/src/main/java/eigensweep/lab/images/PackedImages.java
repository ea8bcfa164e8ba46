package eigensweep.lab.images;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.data.DataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;

/// Images of one shape, uncompressed, at equal distances in one or more stretches of memory.
///
/// @param shape of every image
/// @param maxval the value of full intensity
/// @param parts the stretches, in order
record PackedImages(ImageShape shape, int maxval, List<Part> parts) implements ImageSource {

    /// A stretch of memory.
    ///
    /// @param name its file, for people
    /// @param bytes its content
    /// @param first the byte the first image starts at
    /// @param stride bytes from an image to the next
    /// @param count how many images it holds
    record Part(String name, MemorySegment bytes, long first, long stride, int count) {}

    /// A file as memory that is read when it is touched.
    ///
    /// @throws DataException if it cannot be
    static MemorySegment map(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DataException(file, "is no regular file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                throw new DataException(file, "is empty (0 bytes); was the download cut off?");
            }
            // Unmapped by the garbage collector: images are read by many threads, none of which owns the data set.
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    int count() {
        return parts.stream().mapToInt(Part::count).reduce(0, Math::addExact);
    }

    @Override
    public Image read(int index) {
        return new Image(shape, maxval, slice(index).toArray(JAVA_BYTE));
    }

    @Override
    public void digest(int index, MessageDigest digest) {
        digest.update(slice(index).asByteBuffer());
    }

    @Override
    public String name(int index) {
        int at = index;
        for (Part part : parts) {
            if (at < part.count()) {
                return part.name() + ", image " + at;
            }
            at -= part.count();
        }
        throw new IndexOutOfBoundsException(index);
    }

    private MemorySegment slice(int index) {
        int at = index;
        for (Part part : parts) {
            if (at >= 0 && at < part.count()) {
                return part.bytes().asSlice(part.first() + at * part.stride(), shape.size());
            }
            at -= part.count();
        }
        throw new IndexOutOfBoundsException(index);
    }
}
