package eigensweep.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.zip.Deflater;

/// Makes HDF5 files of any size to measure with: float16 matrices of Gaussian-like weights, the same for the same seed,
/// in one piece each, or in chunks of a megabyte that are shuffled and deflated as h5py does with `compression="gzip"`.
///
/// `SyntheticHdf5 FILE TENSORS ROWS COLUMNS whole|chunked` writes `layer0`, `layer1`, ... The structures are
/// those of HDF5 1.6 (a superblock of version 1, object headers and B-trees of version 1), with links in the
/// root's header.
public final class SyntheticHdf5 {

    private static final int HEADERS = 1 << 20;
    private static final int SUPERBLOCK = 100;
    private static final int BYTES = Short.BYTES;
    private static final int CHUNK_BYTES = 1 << 20;

    /// Half of the entries that a node of a B-tree has room for.
    private static final int NODE_HALF = 1 << 9;

    private static final int LINK_INFO = 2;
    private static final int DATASPACE = 1;
    private static final int DATATYPE = 3;
    private static final int LINK = 6;
    private static final int LAYOUT = 8;
    private static final int FILTERS = 11;

    private final FileChannel file;
    private final int rows;
    private final int columns;
    private final int chunkRows;
    private final ByteBuffer headers = buffer(HEADERS);
    private long end = HEADERS;

    private SyntheticHdf5(FileChannel file, int rows, int columns) {
        this.file = file;
        this.rows = rows;
        this.columns = columns;
        chunkRows = Math.max(1, CHUNK_BYTES / (BYTES * columns));
    }

    /// Writes a file as the command line describes it.
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("FILE TENSORS ROWS COLUMNS whole|chunked are expected");
        }
        try (FileChannel file =
                FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            new SyntheticHdf5(file, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]))
                    .write(Integer.parseInt(arguments[1]), arguments[4].equals("chunked"));
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(int tensors, boolean chunked) throws IOException {
        ByteBuffer root = buffer(HEADERS);
        message(root, LINK_INFO, buffer(18).putShort((short) 0).putLong(-1).putLong(-1));
        headers.position(SUPERBLOCK + tensors * 64 + 128);
        for (int t = 0; t < tensors; t++) {
            byte[] name = ("layer" + t).getBytes(StandardCharsets.US_ASCII);
            ByteBuffer header = chunked ? chunked(t) : whole(t);
            ByteBuffer link =
                    buffer(11 + name.length).put((byte) 1).put((byte) 0).put((byte) name.length);
            message(root, LINK, link.put(name).putLong(object(header, chunked ? 4 : 3)));
        }
        int used = headers.position();
        headers.position(SUPERBLOCK);
        object(root, tensors + 1);
        headers.position(0);
        superblock();
        headers.position(0).limit(used);
        while (headers.hasRemaining()) {
            file.write(headers, headers.position());
        }
    }

    private void superblock() {
        headers.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 1, 0, 0, 0, 0, 8, 8, 0});
        headers.putShort((short) 4)
                .putShort((short) 16)
                .putInt(0)
                .putShort((short) NODE_HALF)
                .putShort((short) 0);
        headers.putLong(0).putLong(-1).putLong(end).putLong(-1);
        headers.putLong(0).putLong(SUPERBLOCK).putLong(0).putLong(0).putLong(0);
    }

    /// Puts an object header where the headers are at.
    ///
    /// @return its address
    private long object(ByteBuffer messages, int count) {
        int address = headers.position();
        headers.put((byte) 1).put((byte) 0).putShort((short) count).putInt(1).putInt(messages.position());
        headers.putInt(0).put(messages.array(), 0, messages.position());
        return address;
    }

    private static void message(ByteBuffer messages, int type, ByteBuffer body) {
        int length = (body.position() + 7) / 8 * 8;
        messages.putShort((short) type).putShort((short) length).putInt(0);
        messages.put(body.array(), 0, body.position()).put(new byte[length - body.position()]);
    }

    private ByteBuffer describe() {
        ByteBuffer messages = buffer(512);
        message(
                messages,
                DATASPACE,
                buffer(24)
                        .put((byte) 1)
                        .put((byte) 2)
                        .putShort((short) 0)
                        .putInt(0)
                        .putLong(rows)
                        .putLong(columns));
        ByteBuffer half =
                buffer(20).put((byte) 0x11).put(new byte[] {0x20, 15, 0}).putInt(BYTES);
        half.putShort((short) 0)
                .putShort((short) 16)
                .put(new byte[] {10, 5, 0, 10})
                .putInt(15);
        message(messages, DATATYPE, half);
        return messages;
    }

    private ByteBuffer whole(int seed) throws IOException {
        long address = end;
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < rows; row += chunkRows) {
            append(gaussian(random, Math.min(chunkRows, rows - row)));
        }
        ByteBuffer messages = describe();
        message(
                messages,
                LAYOUT,
                buffer(18).put((byte) 3).put((byte) 1).putLong(address).putLong(end - address));
        return messages;
    }

    private ByteBuffer chunked(int seed) throws IOException {
        int chunks = (rows + chunkRows - 1) / chunkRows;
        ByteBuffer node = buffer(24 + 2 * NODE_HALF * 40 + 32);
        node.put("TREE".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
        node.putShort((short) chunks).putLong(-1).putLong(-1);
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < rows; row += chunkRows) {
            byte[] packed = deflated(shuffled(gaussian(random, chunkRows)));
            node.putInt(packed.length)
                    .putInt(0)
                    .putLong(row)
                    .putLong(0)
                    .putLong(0)
                    .putLong(end);
            append(packed);
        }
        node.putInt(0).putInt(0).putLong((long) chunks * chunkRows).putLong(0).putLong(0);
        long tree = end;
        append(node.array());
        ByteBuffer messages = describe();
        ByteBuffer layout = buffer(23).put((byte) 3).put((byte) 2).put((byte) 3).putLong(tree);
        message(messages, LAYOUT, layout.putInt(chunkRows).putInt(columns).putInt(BYTES));
        ByteBuffer filters =
                buffer(40).put((byte) 1).put((byte) 2).putShort((short) 0).putInt(0);
        filters.putShort((short) 2)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(BYTES)
                .putInt(0);
        filters.putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(1)
                .putInt(0);
        message(messages, FILTERS, filters);
        return messages;
    }

    private void append(byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            end += file.write(bytes, end);
        }
    }

    /// Sums of four uniform numbers from one 64-bit word, as in [SyntheticCheckpoint].
    private byte[] gaussian(SplittableRandom random, int someRows) {
        ByteBuffer bytes = buffer(someRows * columns * BYTES);
        while (bytes.hasRemaining()) {
            long word = random.nextLong();
            float sum = (short) word + (short) (word >> 16) + (short) (word >> 32) + (short) (word >> 48);
            bytes.putShort(Float.floatToFloat16(sum * 0x1p-20f));
        }
        return bytes.array();
    }

    private static byte[] shuffled(byte[] halves) {
        byte[] planes = new byte[halves.length];
        int elements = halves.length / BYTES;
        for (int e = 0; e < elements; e++) {
            planes[e] = halves[BYTES * e];
            planes[elements + e] = halves[BYTES * e + 1];
        }
        return planes;
    }

    private static byte[] deflated(byte[] content) {
        try (Deflater deflater = new Deflater(1)) {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream(content.length);
            byte[] some = new byte[1 << 16];
            while (!deflater.finished()) {
                packed.write(some, 0, deflater.deflate(some));
            }
            return packed.toByteArray();
        }
    }
}
