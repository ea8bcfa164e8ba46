package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Good files with bytes flipped, cut out, doubled and set to telling values. Whatever becomes of them, it is a
/// checkpoint whose every layer can be read, or a [CheckpointException].
@Timeout(300)
class ArchiveMutationTest {

    private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xfe, 0xff, '.', 'R', 'c', '(', 't', 'Q', 'b', 0x81};

    @TempDir
    private Path folder;

    private static byte[] torch() {
        PickleWriter pickle = PickleWriter.start()
                .op('}', 'q', 0, '(')
                .text("state_dict")
                .op('}')
                .text("w");
        pickle.tensor("Float", "0", 100, 4, new long[] {8, 12}, 1, 8).op('s');
        pickle.text("k")
                .tensor("BFloat16", "1", 400, 0, new long[] {4, 4, 5, 5}, 100, 25, 5, 1)
                .op('s');
        pickle.text("net")
                .global("research.models", "Net")
                .op(')', 0x81, '}', '(')
                .text("_parameters")
                .op('}');
        pickle.text("p").matrix("0", 10, 10).op('s').text("_modules").op('}', 'u', 'b', 'u');
        return ZipWriter.torch(pickle.stop())
                .stored("archive/byteorder", "little")
                .stored("archive/data/0", new byte[400])
                .stored("archive/data/1", new byte[800])
                .finish();
    }

    private static byte[] compressedTorch() {
        byte[] pickle = PickleWriter.start()
                .op('}')
                .text("w")
                .matrix("0", 10, 10)
                .op('s')
                .stop();
        return new ZipWriter()
                .deflated("a/data.pkl", pickle)
                .stored("a/data/0", new byte[400])
                .finish();
    }

    private static byte[] npz() {
        return new ZipWriter()
                .stored("w.npy", NpzTest.npy("<f4", "(10, 12)", 480))
                .deflated("v.npy", NpzTest.npy("<f8", "(10, 12)", 960))
                .finish();
    }

    @Test
    void mutantsOfPyTorchFiles() throws IOException {
        assertThat(survivors("mutant.pt", torch(), 20261122, 5_000)).isPositive();
    }

    @Test
    void mutantsOfCompressedPickles() throws IOException {
        assertThat(survivors("mutant.bin", compressedTorch(), 3, 1_000)).isPositive();
    }

    @Test
    void mutantsOfNumPyFiles() throws IOException {
        assertThat(survivors("mutant.npz", npz(), 7, 5_000)).isPositive();
    }

    private int survivors(String name, byte[] good, long seed, int mutants) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve(name);
        int survivors = 0;
        for (int m = 0; m < mutants; m++) {
            byte[] mutant = mutate(good, random);
            Files.write(file, mutant);
            try (Checkpoint checkpoint = Checkpoints.open(file)) {
                survivors++;
                read(checkpoint);
            } catch (CheckpointException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed + ", mutant " + m, e);
            }
        }
        return survivors;
    }

    /// The first and the last element of every matrix.
    private static void read(Checkpoint checkpoint) {
        for (Layer layer : Layers.of(checkpoint, LayerOptions.DEFAULT)) {
            for (Matrix matrix : layer.matrices()) {
                Widen.at(matrix, 0, 0);
                Widen.at(matrix, matrix.rows() - 1, matrix.columns() - 1);
            }
            assertThat(layer.tensor().dtype()).isNotEqualTo(DType.STRING);
        }
    }

    private static byte[] mutate(byte[] good, SplittableRandom random) {
        byte[] mutant = good.clone();
        int changes = 1 + random.nextInt(3);
        for (int c = 0; c < changes; c++) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(6)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant[at] = (byte) TELLING[random.nextInt(TELLING.length)];
                case 2 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
                case 3 -> mutant = splice(mutant, at, random.nextInt(mutant.length), random.nextInt(64));
                case 4 -> Arrays.fill(mutant, at, Math.min(mutant.length, at + 4), (byte) 0xff);
                default -> {
                    if (at + 8 <= mutant.length) {
                        ByteBuffer.wrap(mutant).putLong(at, random.nextLong() >>> random.nextInt(64));
                    }
                }
            }
        }
        return mutant;
    }

    /// Bytes from one place put in at another.
    private static byte[] splice(byte[] bytes, int at, int from, int length) {
        int count = Math.min(length, bytes.length - from);
        byte[] spliced = new byte[bytes.length + count];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(bytes, from, spliced, at, count);
        System.arraycopy(bytes, at, spliced, at + count, bytes.length - at);
        return spliced;
    }
}
