package eigensweep.checkpoint.keras;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.layer.Selection;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One network of most kinds of layers, as Keras 3.15.1 and Keras 2.15.0 save it in each of their formats
/// (`scripts/references/hdf5_fixtures.py`).
class KerasTest {

    @TempDir
    private Path folder;

    private Checkpoint open(String name) throws IOException {
        return Checkpoints.open(Hdf5Fixture.in(folder, name));
    }

    /// The names are those that Keras itself has for its variables.
    @ParameterizedTest
    @CsvSource({
        "keras3.keras,           keras3",
        "keras3-deflated.keras,  keras3",
        "keras3.h5,              keras3",
        "keras3.weights.h5,      keras3",
        "keras2.h5,              keras2",
        "keras2-only-weights.h5, keras2"
    })
    void everyWeightIsAsKerasHasIt(String name, String reference) throws IOException {
        try (Checkpoint model = open(name)) {
            assertThat(model.format()).isEqualTo("Keras");
            Hdf5Fixture.assertHolds(model, folder, reference);
        }
    }

    /// Keras 2 numbers variables and layers in its archives; the configuration tells which they are. Depthwise kernels
    /// are called otherwise since Keras 3.
    @Test
    void archivesOfKeras2HaveTheirNamesFromTheConfiguration() throws IOException {
        try (Checkpoint archive = open("keras2.keras");
                Checkpoint listed = open("keras2.h5")) {
            List<String> names = Opened.names(listed).stream()
                    .map(name -> name.replace("depthwise_conv2d.depthwise_kernel", "depthwise_conv2d.kernel"))
                    .toList();
            assertThat(Opened.names(archive)).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keras3.keras", "keras3.h5", "keras3.weights.h5"})
    void whatAWeightIsFollowsFromItsLayer(String name) throws IOException {
        try (Checkpoint model = open(name)) {
            assertIs(model, "embedding.embeddings", Use.EMBEDDING, 11, 8);
            assertIs(model, "my_conv.kernel", Use.CONVOLUTION, 3, 8, 6);
            assertIs(model, "separable_conv1d.depthwise_kernel", Use.CONVOLUTION, 3, 6, 1);
            assertIs(model, "separable_conv1d.pointwise_kernel", Use.CONVOLUTION, 1, 6, 5);
            assertIs(model, "conv2d.kernel", Use.CONVOLUTION, 3, 3, 2, 4);
            assertIs(model, "depthwise_conv2d.kernel", Use.CONVOLUTION, 2, 2, 4, 2);
            assertIs(model, "conv2d_transpose.kernel", Use.CONVOLUTION, 2, 2, 3, 8);
            assertIs(model, "conv3d.kernel", Use.CONVOLUTION, 2, 2, 2, 3, 2);
            assertIs(model, "lstm.lstm_cell.kernel", Use.RECURRENT, 5, 16);
            assertIs(model, "lstm.lstm_cell.recurrent_kernel", Use.RECURRENT, 4, 16);
            assertIs(model, "bidirectional.forward_gru.gru_cell.kernel", Use.RECURRENT, 4, 9);
            assertIs(model, "bidirectional.backward_gru.gru_cell.bias", Use.BIAS, 2, 9);
            assertIs(model, "simple_rnn.simple_rnn_cell.kernel", Use.RECURRENT, 6, 6);
            assertIs(model, "batch_normalization.moving_variance", Use.BUFFER, 6);
            assertIs(model, "time_distributed.block.inner.kernel", Use.DENSE, 6, 4);
            assertIs(model, "head.kernel", Use.DENSE, 5, 3);
        }
    }

    private static void assertIs(Checkpoint model, String name, Use use, long... shape) {
        Tensor tensor = Opened.tensor(model, name);
        assertThat(tensor.meaning().use()).as(name).isEqualTo(use);
        assertThat(tensor.meaning().axes()).as(name).isEqualTo(Axes.POSITIONS_FIRST);
        assertThat(tensor.shape()).as(name).containsExactly(shape);
    }

    /// Each kind of layer once, as a sweep sees it.
    @Test
    void layersHaveTheirKindsInASweep() throws IOException {
        LayerOptions all = new LayerOptions(
                Selection.ALL, 1, Integer.MAX_VALUE, LayerOptions.Convolution.POOLED, LayerOptions.FusedQkv.WHOLE);
        try (Checkpoint model = open("keras3.keras")) {
            Map<String, Layer> layers =
                    Layers.of(model, all).stream().collect(Collectors.toMap(Layer::longName, layer -> layer));
            assertThat(layers).hasSize(model.tensors().size());
            assertSwept(layers, "embedding.embeddings", Layer.Type.EMBEDDING, 1, 11, 8);
            assertSwept(layers, "my_conv.kernel", Layer.Type.CONV1D, 3, 8, 6);
            assertSwept(layers, "conv2d.kernel", Layer.Type.CONV2D, 3 * 3, 4, 2);
            assertSwept(layers, "conv3d.kernel", Layer.Type.CONV3D, 2 * 2 * 2, 3, 2);
            assertSwept(layers, "lstm.lstm_cell.kernel", Layer.Type.RECURRENT, 1, 16, 5);
            assertSwept(layers, "attention.query.kernel", Layer.Type.DENSE, 1, 6, 6);
            assertSwept(layers, "head.kernel", Layer.Type.DENSE, 1, 5, 3);
            assertThat(layer(layers, "bidirectional.forward_gru.gru_cell.bias").type())
                    .isEqualTo(Layer.Type.VECTOR);
            assertThat(layer(layers, "batch_normalization.moving_mean").skipped())
                    .contains("running statistics");
        }
    }

    private static Layer layer(Map<String, Layer> layers, String name) {
        return Objects.requireNonNull(layers.get(name), name);
    }

    private static void assertSwept(
            Map<String, Layer> layers, String name, Layer.Type type, int matrices, int large, int small) {
        Layer layer = layer(layers, name);
        assertThat(layer.skipped()).as(name).isNull();
        assertThat(layer.type()).as(name).isEqualTo(type);
        assertThat(layer.matrices()).as(name).hasSize(matrices);
        assertThat(layer.largeSide()).as(name).isEqualTo(large);
        assertThat(layer.smallSide()).as(name).isEqualTo(small);
    }

    /// `in, heads, dim` and `heads, dim, out`: element `(i, h * dim + d)` of the matrix is element `(i, h, d)`.
    @ParameterizedTest
    @ValueSource(strings = {"keras3.keras", "keras3.weights.h5", "keras2.h5", "keras2.keras"})
    void projectionsOfAllHeadsAreOneMatrix(String name) throws IOException {
        try (Checkpoint model = open(name)) {
            Tensor query = Opened.tensor(model, "attention.query.kernel");
            assertThat(query.shape()).containsExactly(6, 2 * 3);
            assertThat(query.strides()).containsExactly(6, 1);
            assertThat(query.meaning().note()).isEqualTo("all heads in one matrix; 6 x 2 x 3 in the file");
            assertIs(model, "attention.attention_output.kernel", Use.DENSE, 2 * 3, 6);
            assertIs(model, "attention.key.bias", Use.BIAS, 2, 3);
            // By its equation, abc,cde->abde.
            assertIs(model, "einsum_dense.kernel", Use.DENSE, 6, 2 * 3);
        }
    }

    /// Keras sorts names in a file; layers are in the order of the model.
    @ParameterizedTest
    @ValueSource(strings = {"keras3.keras", "keras3.h5", "keras2.keras", "keras2.h5"})
    void layersAreInTheOrderOfTheModel(String name) throws IOException {
        try (Checkpoint model = open(name)) {
            assertThat(Opened.names(model))
                    .containsSubsequence(
                            "embedding.embeddings",
                            "my_conv.kernel",
                            "lstm.lstm_cell.kernel",
                            "attention.query.kernel",
                            "conv3d.kernel",
                            "dense_1.kernel",
                            "head.kernel");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keras3-trained.keras", "keras3-trained.h5"})
    void theOptimisersStateIsListedAndNoWeight(String name) throws IOException {
        try (Checkpoint model = open(name)) {
            List<Tensor> state = model.tensors().stream()
                    .filter(tensor -> tensor.name().startsWith("optimizer"))
                    .toList();
            assertThat(state).hasSize(10).allSatisfy(tensor -> {
                assertThat(tensor.meaning().use()).isEqualTo(Use.PART);
                assertThat(tensor.meaning().note()).contains("optimiser");
            });
            assertThat(Opened.names(model).subList(0, 4))
                    .containsExactly("dense_2.kernel", "dense_2.bias", "head.kernel", "head.bias");
        }
    }

    /// NumPy has no bfloat16, so that HDF5 sees two opaque bytes.
    @Test
    void bfloat16IsRead() throws IOException {
        try (Checkpoint model = open("keras3-bfloat16.weights.h5");
                Checkpoint reference = Checkpoints.open(Hdf5Fixture.in(folder, "keras3-bfloat16.safetensors"))) {
            Tensor kernel = Opened.tensor(model, "dense_3.kernel");
            assertThat(kernel.dtype()).isEqualTo(DType.BF16);
            Tensor right = Opened.tensor(reference, "sequential_1.dense_3.kernel");
            assertThat(Opened.values(kernel)).containsExactly(Opened.values(right));
        }
    }

    /// A model that is a class of its own: the file has attributes, and the names of layers.
    @Test
    void layersOfUnknownClassesKeepTheNumbersOfTheirVariables() throws IOException {
        try (Checkpoint model = open("keras3-own.weights.h5")) {
            assertThat(Opened.names(model)).contains("vars.0", "mine.vars.0", "mine.vars.1", "blocks.conv1d.kernel");
            assertThat(Opened.tensor(model, "mine.vars.0").meaning().use()).isEqualTo(Use.UNKNOWN);
        }
    }

    @Test
    void storedArchivesAreViewedWhereTheyLie() throws IOException {
        try (Checkpoint stored = open("keras3.keras");
                Checkpoint deflated = open("keras3-deflated.keras")) {
            assertThat(Opened.tensor(stored, "head.kernel").data().isMapped()).isTrue();
            assertThat(Opened.tensor(deflated, "head.kernel").data().isMapped()).isFalse();
        }
    }

    /// Vectors of a normalisation are no buffers, but its averages are.
    @Test
    void onlyAveragesAreBuffers() throws IOException {
        try (Checkpoint model = open("keras3.h5")) {
            assertThat(model.tensors().stream()
                            .filter(tensor -> tensor.meaning().use() == Use.BUFFER)
                            .map(Tensor::name))
                    .containsExactly("batch_normalization.moving_mean", "batch_normalization.moving_variance");
            Meaning gamma = Opened.tensor(model, "batch_normalization.gamma").meaning();
            assertThat(gamma.note()).isEmpty();
        }
    }

    /// Keras 1 kept kernels as Theano does where it was asked to.
    @Test
    void theOrderOfKeras1IsThatOfTheConfiguration() throws IOException {
        try (Checkpoint model = open("keras1.h5")) {
            assertThat(Opened.names(model))
                    .containsExactly(
                            "convolution2d_1.W",
                            "convolution2d_1.b",
                            "convolution2d_2.W",
                            "convolution2d_2.b",
                            "lstm_1.W_i",
                            "lstm_1.U_i",
                            "lstm_1.b_i",
                            "dense_1.W",
                            "dense_1.b");
            Meaning theano = Opened.tensor(model, "convolution2d_1.W").meaning();
            assertThat(theano.axes()).isEqualTo(Axes.OUT_FIRST);
            assertThat(theano.use()).isEqualTo(Use.CONVOLUTION);
            Meaning tensorflow = Opened.tensor(model, "convolution2d_2.W").meaning();
            assertThat(tensorflow.axes()).isEqualTo(Axes.POSITIONS_FIRST);
            assertThat(Opened.tensor(model, "lstm_1.U_i").meaning().use()).isEqualTo(Use.RECURRENT);
            assertThat(Opened.tensor(model, "dense_1.W").meaning().use()).isEqualTo(Use.DENSE);
        }
    }

    /// TensorFlow numbered a name that was taken in the process that saved; long lists are spread over attributes.
    @Test
    void namesThatTensorFlowNumberedAreTheLayers() throws IOException {
        try (Checkpoint model = open("keras2-renamed.h5")) {
            assertThat(Opened.names(model)).containsExactly("conv2d_1.kernel", "conv2d_1.bias");
            assertIs(model, "conv2d_1.kernel", Use.CONVOLUTION, 3, 3, 2, 4);
        }
    }

    @Test
    void complaintsNameTheEntry() throws IOException {
        byte[] zip = new ZipWriter()
                .stored("config.json", "{")
                .stored("model.weights.h5", Hdf5Fixture.bytes("small-plain.h5"))
                .finish();
        Path file = folder.resolve("m.keras");
        Files.write(file, zip);
        Opened.assertRefused(file, "config.json", "not valid JSON");
        Files.write(file, new ZipWriter().stored("model.weights.h5", "none").finish());
        Opened.assertRefused(file, "entry model.weights.h5 is not an HDF5 file");
    }
}
