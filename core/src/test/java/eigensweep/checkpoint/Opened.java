package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.layer.Layers;
import eigensweep.layer.Selection;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import eigensweep.testing.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What tests ask of a checkpoint: its names, the numbers in it, or that it is refused.
public final class Opened {

    /// All layers, however few their eigenvalues, kernels as they are stored.
    public static final LayerOptions ALL =
            new LayerOptions(Selection.ALL, 1, Integer.MAX_VALUE, Convolution.UNSCALED, FusedQkv.WHOLE);

    private Opened() {}

    /// The layers of a safetensors file of these tensors, while it is open.
    public static void withLayers(Path folder, Consumer<List<Layer>> test, Entry... entries) {
        Path model = Models.write(folder.resolve("model.safetensors"), entries);
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            test.accept(Layers.of(checkpoint, ALL));
        }
    }

    /// What is said of them, afterwards.
    public static List<Layer> layers(Path folder, Entry... entries) {
        List<Layer> layers = new ArrayList<>();
        withLayers(folder, layers::addAll, entries);
        return layers;
    }

    public static List<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(Tensor::name).toList();
    }

    public static Tensor tensor(Checkpoint checkpoint, String name) {
        return checkpoint.tensors().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + names(checkpoint)));
    }

    /// The elements in the order of the file.
    public static double[] values(Tensor tensor) {
        int count = (int) tensor.count();
        return values(new Matrix(tensor.data(), tensor.dtype(), 0, 1, count, count, 1, 1.0));
    }

    /// The elements row by row.
    public static double[] values(Matrix m) {
        double[] values = new double[m.rows() * m.columns()];
        for (int i = 0; i < m.rows(); i++) {
            for (int j = 0; j < m.columns(); j++) {
                values[i * m.columns() + j] = Widen.at(m, i, j);
            }
        }
        return values;
    }

    /// Holds a path to being refused in one line that names it and says all this.
    public static void assertRefused(Path path, String... says) {
        assertRefused(path, path, says);
    }

    /// Holds a path to being refused in one line that names the file the trouble is in, and says all this.
    public static void assertRefused(Path path, Path culprit, String... says) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.open(path).close())
                .satisfies(e -> {
                    assertThat(e.getMessage())
                            .startsWith(culprit + ": ")
                            .doesNotContainPattern("[\\p{Cntrl}\\x{2028}\\x{2029}]");
                    for (String said : says) {
                        assertThat(e.getMessage()).contains(said);
                    }
                });
    }
}
