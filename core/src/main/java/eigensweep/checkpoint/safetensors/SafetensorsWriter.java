package eigensweep.checkpoint.safetensors;

import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes `.safetensors`, tensor by tensor, so that none but the one being filled need be in memory.
public final class SafetensorsWriter {

    /// The format's reference writer pads the header so that data start at a multiple of this.
    private static final int ALIGNMENT = 8;

    /// What one call of the system writes at most.
    private static final long PIECE = 1 << 26;

    private static final JsonFactory JSON = new JsonFactory();

    private SafetensorsWriter() {}

    /// A tensor to be written.
    ///
    /// @param name as it will be found
    /// @param dtype of whole bytes
    /// @param shape its dimensions
    /// @param fill writes its elements, row-major and little-endian, into the segment it is given
    public record Entry(String name, DType dtype, long[] shape, Consumer<MemorySegment> fill) {

        long bytes() {
            return dtype.bytesOf(Tensor.count(shape));
        }
    }

    /// Writes a file, whole or not at all, replacing one that is there.
    public static void write(Path file, List<Entry> entries) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            fill(partial, entries);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void fill(Path partial, List<Entry> entries) throws IOException {
        byte[] header = header(entries);
        try (FileChannel channel = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            write(channel, prefix.putLong(header.length).put(header).flip());
            for (Entry entry : entries) {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment data = arena.allocate(entry.bytes(), Long.BYTES);
                    entry.fill().accept(data);
                    for (long at = 0; at < data.byteSize(); at += PIECE) {
                        write(
                                channel,
                                data.asSlice(at, Math.min(PIECE, data.byteSize() - at))
                                        .asByteBuffer());
                    }
                }
            }
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static byte[] header(List<Entry> entries) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            long at = 0;
            for (Entry entry : entries) {
                json.writeObjectPropertyStart(entry.name());
                json.writeStringProperty("dtype", entry.dtype().name());
                json.writeName("shape");
                json.writeArray(entry.shape(), 0, entry.shape().length);
                json.writeName("data_offsets");
                json.writeArray(new long[] {at, at + entry.bytes()}, 0, 2);
                json.writeEndObject();
                at += entry.bytes();
            }
            json.writeEndObject();
        }
        int length = text.toString().getBytes(StandardCharsets.UTF_8).length;
        int padding = Math.floorMod(-length - Long.BYTES, ALIGNMENT);
        return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }
}
