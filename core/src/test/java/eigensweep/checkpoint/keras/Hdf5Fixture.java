package eigensweep.checkpoint.keras;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The files that `scripts/references/hdf5_fixtures.py` made by h5py and Keras, and what those read from them.
public final class Hdf5Fixture {

    private Hdf5Fixture() {}

    public static byte[] bytes(String name) {
        try (InputStream packed = Objects.requireNonNull(
                        Hdf5Fixture.class.getResourceAsStream("/eigensweep/checkpoint/hdf5/" + name + ".gz"), name);
                InputStream content = new GZIPInputStream(packed)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Puts a file into a folder.
    static Path in(Path folder, String name) throws IOException {
        return Files.write(folder.resolve(name), bytes(name));
    }

    /// Holds a checkpoint to what was read by the reference: every array, its type, and every byte.
    ///
    /// @param expected the name of the reference's safetensors
    static void assertHolds(Checkpoint checkpoint, Path folder, String expected) throws IOException {
        try (Checkpoint reference = Checkpoints.open(in(folder, expected + ".safetensors"))) {
            assertThat(reference.tensors()).isNotEmpty();
            for (Tensor right : reference.tensors()) {
                Tensor tensor = Opened.tensor(checkpoint, right.name());
                assertThat(tensor.dtype()).as(right.name()).isEqualTo(right.dtype());
                assertThat(tensor.count()).as(right.name()).isEqualTo(right.count());
                assertThat(tensor.data().mismatch(right.data()))
                        .as("first byte of " + right.name() + " that is wrong")
                        .isEqualTo(-1);
            }
        }
    }
}
