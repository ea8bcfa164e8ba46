package eigensweep.checkpoint.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {

    @TempDir
    private Path folder;

    /// An `.npy` file of zeros.
    static byte[] npy(String descr, String shape, int bytes) {
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        ByteBuffer npy = ByteBuffer.allocate(10 + header.length() + bytes);
        npy.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
        npy.put((byte) header.length()).put((byte) (header.length() >> 8));
        return npy.put(header.getBytes(StandardCharsets.US_ASCII)).array();
    }

    private Checkpoint open(ZipWriter zip) throws IOException {
        Path file = folder.resolve("arrays.npz");
        Files.write(file, zip.finish());
        return Checkpoints.open(file);
    }

    @Test
    void storedArraysAreViewsAndDeflatedOnesAreNot() throws IOException {
        ZipWriter zip = new ZipWriter()
                .stored("layer/w.npy", npy("<f4", "(3, 4)", 48))
                .deflated("b.npy", npy("<f8", "(2, 3)", 48))
                .stored("notes.txt", "not an array");
        try (Checkpoint npz = open(zip)) {
            assertThat(npz.tensors()).extracting(Tensor::name).containsExactly("layer/w", "b");
            assertThat(npz.tensors().get(0).data().isMapped()).isTrue();
            assertThat(npz.tensors().get(1).data().isMapped()).isFalse();
            assertThat(npz.tensors().get(1).dtype()).isEqualTo(DType.F64);
        }
    }

    @Test
    void arraysOfTextAreListed() throws IOException {
        try (Checkpoint npz = open(new ZipWriter().stored("names.npy", npy("<U3", "(2, 2)", 48)))) {
            assertThat(Layers.of(npz, LayerOptions.DEFAULT).getFirst().skipped())
                    .isEqualTo("numpy dtype '<U3' (text) is no type of numbers");
        }
    }

    @Test
    void complaintsNameTheEntry() {
        assertThatThrownBy(() -> open(new ZipWriter().stored("w.npy", npy("<f4", "(3, 4)", 47))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("entry w.npy is cut off");
        assertThatThrownBy(() -> open(new ZipWriter().stored("w.npy", npy("<f4", "(4294967296, 4294967296)", 47))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("overflows");
        assertThatThrownBy(() -> open(new ZipWriter().stored("w.npy", "hello")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("entry w.npy is not a NumPy array");
    }
}
