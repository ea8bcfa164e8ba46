package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import eigensweep.data.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Data nobody vetted: one line that names the file, with little memory and time.
@Timeout(20)
class HostileDataTest {

    /// Heap that a refusal may take; a buffer of each kind, and the message.
    private static final long LITTLE = 4 << 20;

    @TempDir
    private Path folder;

    private void assertRefused(Path file, String because) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable problem = catchThrowable(() -> ImageDatasets.open(file, null));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(LITTLE);
        assertThat(problem).isInstanceOf(DataException.class);
        assertThat(problem.getMessage())
                .startsWith(file.toString())
                .contains(because)
                .doesNotContain("\n");
    }

    /// A gzipped IDX file.
    ///
    /// @param zeros bytes that follow the header
    private Path images(int count, int side, long zeros) throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(ByteBuffer.allocate(16)
                    .putInt(0x0803)
                    .putInt(count)
                    .putInt(side)
                    .putInt(side)
                    .array());
            byte[] piece = new byte[1 << 20];
            for (long left = zeros; left > 0; left -= piece.length) {
                out.write(piece, 0, (int) Math.min(left, piece.length));
            }
        }
        return file;
    }

    /// 300 MB from 300 kB, as the header has it: a thousandfold. Of 3 GB no more would be inflated.
    @Test
    void imagesThatInflateAThousandfold() throws IOException {
        assertRefused(images(300, 1000, 300_000_000), "inflates to more than 268435456 bytes");
    }

    /// What follows the elements is not inflated to its end.
    @Test
    void imagesThatGoOn() throws IOException {
        assertRefused(images(10, 8, 100_000_000), "goes on after its elements: 10 x 8 x 8 takes 640 bytes");
    }

    @Test
    void imagesWhoseHeaderClaimsTerabytes() throws IOException {
        assertRefused(images(Integer.MAX_VALUE, 1000, 1000), "takes 2147483647000000 bytes, 1000 are there");
        assertRefused(images(Integer.MAX_VALUE, Integer.MAX_VALUE, 0), "more than any file holds");
    }
}
