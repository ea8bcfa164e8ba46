package eigensweep.lab.embedding;

import eigensweep.data.DataException;
import eigensweep.files.FileLocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A NumPy `.npy` of float32 vectors that is written chunk by chunk, under another name until it is whole.
final class VectorFile {

    /// NumPy pads its header to a multiple of 64; two of them hold any shape.
    private static final int HEADER = 128;

    private static final int PREFIX = 10;
    private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9]{1,9}), ([0-9]{1,9})\\)");

    private VectorFile() {}

    private record Shape(int count, int dimension) {

        long rowBytes() {
            return (long) dimension * Float.BYTES;
        }
    }

    /// A file of vectors that is whole.
    static Embeddings read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Shape shape = shape(channel);
            if (shape == null || channel.size() != HEADER + shape.count() * shape.rowBytes()) {
                throw new DataException(file, "is damaged; remove it, and it is made again");
            }
            ByteBuffer first = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            IntStream.Builder skipped = IntStream.builder();
            for (int i = 0; i < shape.count(); i++) {
                readFully(channel, first.clear(), HEADER + i * shape.rowBytes());
                if (Float.isNaN(first.flip().getFloat())) {
                    skipped.add(i);
                }
            }
            return new Embeddings(
                    file, shape.count(), shape.dimension(), skipped.build().toArray());
        }
    }

    private static @Nullable Shape shape(FileChannel channel) throws IOException {
        if (channel.size() < HEADER) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEADER);
        readFully(channel, bytes, 0);
        Matcher matcher = SHAPE.matcher(new String(bytes.array(), StandardCharsets.ISO_8859_1));
        return matcher.find()
                ? new Shape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : null;
    }

    private static void readFully(FileChannel channel, ByteBuffer target, long at) throws IOException {
        long position = at;
        while (target.hasRemaining()) {
            int n = channel.read(target, position);
            if (n < 0) {
                throw new IOException("the file ends at byte " + position);
            }
            position += n;
        }
    }

    private static ByteBuffer header(Shape shape) {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape.count() + ", " + shape.dimension()
                + "), }";
        int length = HEADER - PREFIX;
        byte[] padded = (text + " ".repeat(length - 1 - text.length()) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) length)
                .put(padded)
                .flip();
    }

    /// Opens the unfinished file of vectors, made if it is not there. What is torn at its end is dropped.
    ///
    /// @param file as it will be called
    /// @param count rows it will have
    /// @param chunk rows that are written at a time
    static Unfinished open(Path file, int count, int chunk) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        FileChannel channel = FileLocks.take(
                partial,
                false,
                partial + ": another run is making the same embeddings; wait for it, then they are there");
        try {
            Shape shape = shape(channel);
            int rows = 0;
            if (shape != null && shape.count() == count && shape.dimension() > 0) {
                long whole = (channel.size() - HEADER) / shape.rowBytes();
                rows = whole >= count ? count : (int) (whole / chunk) * chunk;
                channel.truncate(HEADER + rows * shape.rowBytes());
            } else {
                shape = null;
                channel.truncate(0);
            }
            channel.position(channel.size());
            return new Unfinished(file, partial, channel, count, shape, rows);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// A file that is being written; nobody else can write to it meanwhile.
    static final class Unfinished implements AutoCloseable {

        private final Path file;
        private final Path partial;
        private final FileChannel channel;
        private final int count;
        private @Nullable Shape shape;
        private int rows;

        private Unfinished(Path file, Path partial, FileChannel channel, int count, @Nullable Shape shape, int rows) {
            this.file = file;
            this.partial = partial;
            this.channel = channel;
            this.count = count;
            this.shape = shape;
            this.rows = rows;
        }

        /// Rows that are written.
        int rows() {
            return rows;
        }

        /// Whether any row has a vector.
        boolean hasVectors() {
            return shape != null;
        }

        /// Writes rows, NaN for those that are null. Before the first vector tells how long one is, rows are only
        /// counted.
        void append(float[] @Nullable [] chunk) throws IOException {
            int before = rows;
            rows += chunk.length;
            if (shape == null) {
                shape = Arrays.stream(chunk)
                        .filter(row -> row != null)
                        .findFirst()
                        .map(row -> new Shape(count, row.length))
                        .orElse(null);
                if (shape == null) {
                    return;
                }
                write(header(shape));
                for (int i = 0; i < before; i++) {
                    write(bytes(shape, new float[1][]));
                }
            }
            write(bytes(shape, chunk));
            channel.force(true);
        }

        private static ByteBuffer bytes(Shape shape, float[] @Nullable [] chunk) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(chunk.length * shape.rowBytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            float[] broken = new float[shape.dimension()];
            Arrays.fill(broken, Float.NaN);
            for (float[] row : chunk) {
                float[] values = row == null ? broken : row;
                if (values.length != shape.dimension()) {
                    throw new IllegalStateException(
                            "a vector of " + values.length + " among vectors of " + shape.dimension());
                }
                for (float value : values) {
                    bytes.putFloat(value);
                }
            }
            return bytes.flip();
        }

        private void write(ByteBuffer bytes) throws IOException {
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw new IOException(
                        partial + ": cannot be written: " + e.getMessage() + "; what is in it is kept, the same command"
                                + " goes on from there",
                        e);
            }
        }

        /// Gives the file its name.
        void finish() throws IOException {
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        /// What has no vector in it leaves nothing to go on from.
        @Override
        public void close() throws IOException {
            if (channel.size() == 0) {
                Files.deleteIfExists(partial);
            }
            channel.close();
        }
    }
}
