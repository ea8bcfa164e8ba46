package eigensweep.data;

import eigensweep.files.TemporaryFolder;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Vectors that come one by one, from a file that cannot be mapped: written to a temporary file that can. It
/// goes when this is closed; what was mapped of it stays until its arena is closed.
final class Spill implements AutoCloseable {

    private static final int BUFFER = 1 << 20;

    private final DType dtype;
    private final int columns;
    private final Path folder;
    private final FileChannel channel;
    private final ByteBuffer buffer;
    private int rows;

    /// @param dtype [DType#F64], or [DType#F32] where no digits are lost
    /// @param columns numbers a vector
    Spill(DType dtype, int columns) throws IOException {
        this.dtype = dtype;
        this.columns = columns;
        this.folder = TemporaryFolder.make();
        this.channel = FileChannel.open(
                folder.resolve("vectors"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        this.buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    }

    void add(double[] vector) throws IOException {
        for (int j = 0; j < columns; j++) {
            if (buffer.remaining() < dtype.bytes()) {
                drain();
            }
            if (dtype == DType.F32) {
                buffer.putFloat((float) vector[j]);
            } else {
                buffer.putDouble(vector[j]);
            }
        }
        rows = Math.incrementExact(rows);
    }

    int rows() {
        return rows;
    }

    /// All vectors, mapped.
    Matrix matrix(Arena arena) throws IOException {
        drain();
        MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        return new Matrix(bytes, dtype, 0, rows, columns, columns, 1, 1.0);
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            write();
        }
        buffer.clear();
    }

    private void write() throws IOException {
        try {
            channel.write(buffer);
        } catch (IOException e) {
            throw TemporaryFolder.unusable(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(folder);
    }
}
