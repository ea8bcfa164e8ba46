package eigensweep.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SplittableRandom;

/// Writes an `.npy` file of float32 embeddings, for `scripts/memory-check`: `FILE ROWS COLUMNS`.
final class SyntheticEmbeddings {

    private SyntheticEmbeddings() {}

    public static void main(String[] arguments) throws IOException {
        int rows = Integer.parseInt(arguments[1]);
        int columns = Integer.parseInt(arguments[2]);
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer row = ByteBuffer.allocate(Float.BYTES * columns).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel file =
                FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(header(rows, columns));
            for (int i = 0; i < rows; i++) {
                row.clear();
                for (int j = 0; j < columns; j++) {
                    row.putFloat((float) random.nextDouble() - 0.5f);
                }
                row.flip();
                file.write(row);
            }
        }
    }

    /// NumPy's format 1.0.
    private static ByteBuffer header(int rows, int columns) {
        String text = String.format(
                Locale.ROOT, "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }", rows, columns);
        byte[] padded = (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + padded.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) padded.length)
                .put(padded)
                .flip();
    }
}
