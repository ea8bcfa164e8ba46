package eigensweep.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/// Makes GGUF files of any size to measure with: matrices of Q8_0 of evenly spread weights.
///
/// `SyntheticGguf FILE TENSORS ROWS COLUMNS` writes `blk.0.ffn_up.weight`, `blk.1.ffn_up.weight`, ...
public final class SyntheticGguf {

    private static final int Q8_0 = 8;
    private static final int BLOCK = 32;
    private static final int BLOCK_BYTES = 34;
    private static final int ALIGNMENT = 32;

    /// Blocks that are drawn; then they come again.
    private static final int DRAWN = 1 << 20;

    private static final short HUNDREDTH = Float.floatToFloat16(0.01f);

    private SyntheticGguf() {}

    /// Writes a file as the command line describes it.
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("FILE TENSORS ROWS COLUMNS are expected");
        }
        int tensors = Integer.parseInt(arguments[1]);
        long rows = Long.parseLong(arguments[2]);
        long columns = Long.parseLong(arguments[3]);
        long bytes = rows * columns / BLOCK * BLOCK_BYTES;
        if (columns % BLOCK != 0 || bytes % ALIGNMENT != 0) {
            throw new IllegalArgumentException("COLUMNS are a multiple of " + BLOCK + ", tensors of " + ALIGNMENT
                    + " bytes; " + columns + " and " + bytes + " are none");
        }
        try (FileChannel file = FileChannel.open(
                Path.of(arguments[0]),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            write(file, header(tensors, rows, columns, bytes));
            ByteBuffer blocks = blocks();
            for (long left = tensors * bytes; left > 0; left -= blocks.limit()) {
                write(file, blocks.clear().limit((int) Math.min(left, blocks.capacity())));
            }
        }
    }

    private static ByteBuffer header(int tensors, long rows, long columns, long bytes) {
        ByteBuffer header = ByteBuffer.allocate(128 + 96 * tensors).order(ByteOrder.LITTLE_ENDIAN);
        header.put("GGUF".getBytes(UTF_8)).putInt(3).putLong(tensors).putLong(1);
        text(header, "general.architecture").putInt(8);
        text(header, "llama");
        for (int i = 0; i < tensors; i++) {
            text(header, "blk." + i + ".ffn_up.weight")
                    .putInt(2)
                    .putLong(columns)
                    .putLong(rows);
            header.putInt(Q8_0).putLong(i * bytes);
        }
        while (header.position() % ALIGNMENT != 0) {
            header.put((byte) 0);
        }
        return header.flip();
    }

    private static ByteBuffer text(ByteBuffer header, String text) {
        return header.putLong(text.length()).put(text.getBytes(UTF_8));
    }

    private static ByteBuffer blocks() {
        ByteBuffer blocks = ByteBuffer.allocateDirect(DRAWN * BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < DRAWN; i++) {
            blocks.putShort(HUNDREDTH);
            for (int k = 0; k < BLOCK; k += Long.BYTES) {
                blocks.putLong(random.nextLong());
            }
        }
        return blocks.flip();
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }
}
