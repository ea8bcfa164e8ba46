package eigensweep.checkpoint.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.files.FileState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A file mapped read-only as a whole, or a part of one; its pages are read when they are touched.
///
/// @param state the file, as it was before it was mapped
/// @param part which part, for people: empty, or the name of an entry of an archive
/// @param bytes its content, of any size
public record MappedFile(FileState state, String part, MemorySegment bytes) {

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Bytes under the name of a file, wherever they are.
    public MappedFile(Path path, String part, MemorySegment bytes) {
        this(new FileState(path, bytes.byteSize(), FileTime.fromMillis(0)), part, bytes);
    }

    /// The file.
    public Path path() {
        return state.path();
    }

    /// Maps a whole file.
    ///
    /// @throws CheckpointException if it is none, is empty or cannot be read
    public static MappedFile map(Path path, Arena arena) {
        if (Files.isDirectory(path)) {
            throw new CheckpointException(path, "is a folder where a file is expected");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(path, "is not a regular file but a pipe or a device, which cannot be mapped");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            FileState state = FileState.of(path);
            if (channel.size() == 0) {
                throw new CheckpointException(path, "is empty (0 bytes); was the download cut off?");
            }
            return new MappedFile(state, "", channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path, "no such file or folder", e);
        } catch (AccessDeniedException e) {
            throw new CheckpointException(path, "permission denied", e);
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be read: " + reason(e), e);
        }
    }

    /// Without the path, which the message has already: `Too many levels of symbolic links`.
    public static @Nullable String reason(IOException e) {
        return e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e.getMessage();
    }

    /// A shape that no array has: with more elements than 64 bits count, or with a negative side.
    public CheckpointException overflows(String tensor, long[] shape, ArithmeticException e) {
        boolean isNegative = Arrays.stream(shape).anyMatch(side -> side < 0);
        return broken(
                tensor + ": its shape " + (isNegative ? "has a negative side: " : "overflows: ")
                        + Arrays.toString(shape),
                e);
    }

    /// A part of this file under a name of its own.
    public MappedFile part(String name, MemorySegment content) {
        return new MappedFile(state, name, content);
    }

    /// A stretch of the file as text.
    ///
    /// @throws CheckpointException if it is not valid UTF-8
    public String text(long from, long length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asSlice(from, length).asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(path(), "holds text that is not valid UTF-8", e);
        }
    }

    /// Bytes of the content.
    public long size() {
        return bytes.byteSize();
    }

    /// The unsigned 16-bit little-endian number at a byte.
    public int u16(long at) {
        return bytes.get(U16, at) & 0xffff;
    }

    /// The unsigned 32-bit little-endian number at a byte.
    public long u32(long at) {
        return bytes.get(U32, at) & 0xffffffffL;
    }

    /// The 64-bit little-endian number at a byte; negative where it exceeds the range of `long`.
    public long i64(long at) {
        return bytes.get(I64, at);
    }

    /// UTF-8 text; what is none becomes a replacement character.
    public String text(long at, int length) {
        return new String(bytes.asSlice(at, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// What is wrong with this file or part of it, to be thrown.
    public CheckpointException broken(String problem) {
        return broken(problem, null);
    }

    /// What is wrong with this file or part of it, to be thrown, and what said so.
    public CheckpointException broken(String problem, @Nullable Throwable cause) {
        return new CheckpointException(path(), part.isEmpty() ? problem : part + " " + problem, cause);
    }
}
