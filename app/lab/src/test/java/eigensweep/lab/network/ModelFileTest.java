package eigensweep.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.train.Lab;
import eigensweep.lab.train.PyTorch;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights between libtorch, files and the spectral core.
class ModelFileTest {

    private static final ImageShape DIGIT = new ImageShape(1, 8, 8);

    private static final SweepOptions OPTIONS =
            new SweepOptions(LayerOptions.DEFAULT, Solve.DEFAULT, MetricOptions.DEFAULT);

    private static Torch torch;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        torch = Torch.open("cpu", 1);
    }

    @AfterAll
    static void close() {
        torch.close();
    }

    private static Network cnn(int classes) {
        return Network.of(Lab.CNN, DIGIT, classes);
    }

    @Test
    void weightsComeBackAsTheyWere() throws IOException {
        Path file = folder.resolve("m.safetensors");
        try (Weights one = Weights.start(torch, cnn(10), 1);
                Weights other = Weights.start(torch, cnn(10), 2)) {
            ModelFile.save(file, one, 7);
            assertThat(ModelFile.load(file, other)).isEmpty();
            assertThat(other.parameters().toFloatArray())
                    .isEqualTo(one.parameters().toFloatArray());
            assertThat(other.buffers().toFloatArray()).isEqualTo(one.buffers().toFloatArray());
        }
        try (Checkpoint saved = Checkpoints.open(file)) {
            assertThat(saved.tensors().stream().map(tensor -> tensor.name() + " " + tensor.shapeText()))
                    .startsWith(
                            "conv1.weight 16 x 1 x 3 x 3",
                            "conv1.bias 16",
                            "bn1.weight 16",
                            "bn1.bias 16",
                            "bn1.running_mean 16",
                            "bn1.running_var 16",
                            "bn1.num_batches_tracked scalar")
                    .endsWith("fc.weight 10 x 512", "fc.bias 10");
        }
    }

    @Test
    void aHeadForOtherClassesStartsAnewAndAnotherNetworkIsRefused() throws IOException {
        Path file = folder.resolve("m.safetensors");
        try (Weights saved = Weights.start(torch, cnn(10), 1);
                Weights fewer = Weights.start(torch, cnn(4), 2);
                Weights mlp = Weights.start(torch, Network.of(Lab.MLP, DIGIT, 10), 1)) {
            ModelFile.save(file, saved, 0);
            float[] head = fewer.pass(Pass.Mode.EVALUATION).value("fc.weight").toFloatArray();
            assertThat(ModelFile.load(file, fewer))
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("fc.weight", "starts anew");
            assertThat(fewer.pass(Pass.Mode.EVALUATION).value("fc.weight").toFloatArray())
                    .isEqualTo(head);
            assertThat(fewer.pass(Pass.Mode.EVALUATION).value("conv2.weight").toFloatArray())
                    .isEqualTo(saved.pass(Pass.Mode.EVALUATION)
                            .value("conv2.weight")
                            .toFloatArray());
            assertThatThrownBy(() -> ModelFile.load(file, mlp))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("has no tensor 0.weight; it is another network");
        }
    }

    private static Network resnet18(int classes) {
        return Network.of(Lab.model("{name: resnet18, stem: imagenet}"), new ImageShape(3, 64, 64), classes);
    }

    /// A file with the keys and shapes of torchvision's `resnet18().state_dict()` as they were recorded, and the
    /// counters that it has besides; the weights are those of the recorded forward pass.
    private Path torchvisionStateDict() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Weights drawn = Weights.zeros(torch, resnet18(1000), DataType.FLOAT32)) {
            PyTorch.draw(drawn);
            for (String recorded : PyTorch.names("resnet18_imagenet")) {
                String name = recorded.substring(0, recorded.indexOf(' '));
                float[] values = drawn.pass(Pass.Mode.EVALUATION).value(name).toFloatArray();
                long[] shape =
                        drawn.pass(Pass.Mode.EVALUATION).value(name).getShape().getShape();
                entries.add(new Entry(name, DType.F32, shape, data -> data.copyFrom(MemorySegment.ofArray(values))));
                if (name.endsWith(".running_var")) {
                    String counter = name.replace(".running_var", ".num_batches_tracked");
                    entries.add(new Entry(counter, DType.I64, new long[0], data -> {}));
                }
            }
        }
        assertThat(entries).as("as torchvision's state dict").hasSize(122);
        Path file = folder.resolve("resnet18.safetensors");
        SafetensorsWriter.write(file, entries);
        return file;
    }

    @Test
    void aTorchvisionStateDictLoadsAndClassifiesAsThere() throws IOException {
        Path file = torchvisionStateDict();
        try (Weights weights = Weights.start(torch, resnet18(1000), 9);
                NDManager scope = torch.manager().newSubManager()) {
            assertThat(ModelFile.load(file, weights)).isEmpty();
            NDArray x = scope.create(PyTorch.images(3 * 64 * 64), new Shape(1, 3, 64, 64));
            float[] logits = weights.network()
                    .forward(x, weights.pass(Pass.Mode.EVALUATION))
                    .toFloatArray();
            float[] theirs = PyTorch.floats(PyTorch.at("/resnet18_imagenet/evaluation_logits"));
            assertThat(Arrays.copyOf(logits, theirs.length)).containsExactly(theirs, within(1e-4f));
        }
        try (Weights seven = Weights.start(torch, resnet18(7), 9)) {
            assertThat(ModelFile.load(file, seven))
                    .satisfiesExactly(
                            weight -> assertThat(weight).contains("fc.weight is 1000 x 512", "[7, 512]", "starts anew"),
                            bias -> assertThat(bias).contains("fc.bias", "starts anew"));
        }
    }

    @Test
    void theSpectralCoreReadsLibtorchsMemoryAndSeesWhatTheFileHolds() throws IOException {
        Path file = folder.resolve("m.safetensors");
        Backend backend = Backends.open("java").backend();
        try (Weights weights = Weights.start(torch, cnn(10), 1)) {
            ModelFile.save(file, weights, 0);
            List<Row> fromMemory;
            try (Checkpoint inMemory = weights.checkpoint("memory")) {
                fromMemory = sweep(inMemory, backend);
                weights.set("fc.bias", new float[10]);
                assertThat(inMemory.tensors()
                                .getLast()
                                .data()
                                .get(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, 0))
                        .as("a view sees a later change: nothing was copied")
                        .isZero();
            }
            try (Checkpoint saved = Checkpoints.open(file)) {
                assertThat(fromMemory).extracting(Row::metrics).isNotEmpty();
                assertThat(fromMemory)
                        .extracting(Row::metrics)
                        .isEqualTo(
                                sweep(saved, backend).stream().map(Row::metrics).toList());
            }
        }
    }

    private static List<Row> sweep(Checkpoint checkpoint, Backend backend) {
        Plan plan = Plan.of(List.of(new Plan.Model("model", checkpoint)), OPTIONS);
        return Sweep.run(plan, backend, OPTIONS, Map.of(), finished -> {}).stream()
                .filter(row -> row.metrics() != null)
                .toList();
    }

    @Test
    void doublePrecisionHoldsTheSameNumbers() {
        try (Weights weights = Weights.start(torch, cnn(10), 1);
                Weights wide = weights.copy(torch, DataType.FLOAT64)) {
            double[] values = wide.parameters().toDoubleArray();
            float[] narrow = weights.parameters().toFloatArray();
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).isEqualTo(narrow[i]);
            }
        }
    }
}
