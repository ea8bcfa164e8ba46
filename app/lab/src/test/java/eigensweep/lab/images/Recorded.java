package eigensweep.lab.images;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/// What `scripts/references/embeddings.py` recorded; versions stand beside it.
public final class Recorded {

    private Recorded() {}

    /// A file of the recordings.
    public static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(Recorded.class.getResource("/eigensweep/data/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A recorded image, `channels x height x width`.
    static Image image(String name) {
        try (Checkpoint npy = Checkpoints.open(file("image/" + name))) {
            Tensor tensor = npy.tensors().getFirst();
            long[] shape = tensor.shape();
            return new Image(
                    new ImageShape((int) shape[0], (int) shape[1], (int) shape[2]),
                    255,
                    tensor.data().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /// Recorded vectors, a row each.
    public static float[][] vectors(Path file) {
        try (Checkpoint npy = Checkpoints.open(file)) {
            Tensor tensor = npy.tensors().getFirst();
            if (tensor.dtype() != DType.F32) {
                throw new IllegalArgumentException(file + " holds " + tensor.dtype());
            }
            float[] all = tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            int columns = (int) tensor.shape()[1];
            float[][] rows = new float[(int) tensor.shape()[0]][columns];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(all, i * columns, rows[i], 0, columns);
            }
            return rows;
        }
    }
}
