package eigensweep.checkpoint.adapter;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.layer.Selection;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import eigensweep.testing.Matrices;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraAdapterTest {

    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String X = "base_model.model.encoder.query";

    private final float[] a = floats(1, 2 * 30);
    private final float[] b = floats(2, 20 * 2);
    private final float[] w = floats(3, 20 * 30);

    private final List<SafetensorsWriter.Entry> entries = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void config() throws IOException {
        config("{\"lora_alpha\": 16, \"r\": 2, \"target_modules\": [\"query\"], \"alpha_pattern\": {}}");
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), json);
    }

    private static float[] floats(long seed, int count) {
        double[] values = Matrices.gaussian(seed, 1, count);
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private LoraAdapterTest add(String name, float[] values, long... shape) {
        entries.add(new SafetensorsWriter.Entry(
                name, DType.F32, shape, segment -> MemorySegment.copy(values, 0, segment, F32, 0, values.length)));
        return this;
    }

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        SafetensorsWriter.write(file, entries);
        entries.clear();
        return file;
    }

    private Path adapter() throws IOException {
        add(X + ".lora_A.weight", a, 2, 30).add(X + ".lora_B.weight", b, 20, 2);
        return write("adapter_model.safetensors");
    }

    private Path base() throws IOException {
        add("encoder.query.weight", w, 20, 30).add("encoder.key.weight", w, 20, 30);
        return write("base.safetensors");
    }

    private double product(int i, int j) {
        return (double) b[2 * i] * a[j] + (double) b[2 * i + 1] * a[30 + j];
    }

    private static Matrix matrix(Checkpoint checkpoint, String name) {
        return Layers.of(checkpoint, LayerOptions.DEFAULT).stream()
                .filter(layer -> layer.longName().equals(name))
                .findFirst()
                .orElseThrow()
                .matrices()
                .getFirst();
    }

    @Test
    void aPairIsOneLayer() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(adapter())) {
            assertThat(checkpoint.format()).isEqualTo("LoRA adapter");
            assertThat(checkpoint.files()).hasSize(2);
            assertThat(checkpoint.tensors()).extracting(Tensor::name).containsExactly("encoder.query.weight");
            assertThat(checkpoint.tensors().getFirst().shape()).containsExactly(20, 30);
            Matrix m = matrix(checkpoint, "encoder.query");
            double[] row = new double[25];
            float[] single = new float[25];
            for (int i = 0; i < 20; i++) {
                Widen.toF64(m, i, 5, 25, MemorySegment.ofArray(row), 0);
                Widen.toF32(m, i, 5, 25, MemorySegment.ofArray(single), 0);
                for (int j = 5; j < 30; j++) {
                    assertThat(row[j - 5]).isCloseTo(8 * product(i, j), within(1e-12));
                    assertThat(single[j - 5]).isEqualTo((float) row[j - 5]);
                    assertThat(Widen.at(m, i, j)).isCloseTo(row[j - 5], within(1e-12));
                    assertThat(Widen.at(m.transposed(), j, i)).isCloseTo(row[j - 5], within(1e-12));
                    assertThat(Widen.at(m.block(i, j, 1, 1), 0, 0)).isCloseTo(row[j - 5], within(1e-12));
                }
            }
        }
    }

    @Test
    void mergedIsTheBasePlusTheUpdate() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.openMerged(adapter().toString(), base().toString())) {
            assertThat(checkpoint.tensors())
                    .extracting(Tensor::name)
                    .containsExactly("encoder.query.weight", "encoder.key.weight");
            assertThat(checkpoint.files()).hasSize(3);
            Matrix query = matrix(checkpoint, "encoder.query");
            double[] all = new double[600];
            Widen.toF64(query, 0, 0, 600, MemorySegment.ofArray(all), 0);
            for (int i = 0; i < 600; i++) {
                assertThat(all[i]).isCloseTo(w[i] + 8 * product(i / 30, i % 30), within(1e-12));
            }
            assertThat(Widen.at(matrix(checkpoint, "encoder.key"), 3, 4)).isEqualTo(w[94]);
        }
    }

    @Test
    void aPrefixOfTheBaseIsForgiven() throws IOException {
        Path adapter = adapter();
        Path base = add("model.encoder.query.weight", w, 20, 30).write("base.safetensors");
        try (Checkpoint checkpoint = Checkpoints.openMerged(adapter.toString(), base.toString())) {
            assertThat(checkpoint.tensors().getFirst().steps()).isNotEmpty();
        }
    }

    @Test
    void theFactorIsWhatTheConfigurationSays() throws IOException {
        Path adapter = adapter();
        config("{\"lora_alpha\": 16, \"r\": 2, \"use_rslora\": true}");
        try (Checkpoint checkpoint = Checkpoints.open(adapter)) {
            assertThat(Widen.at(matrix(checkpoint, "encoder.query"), 1, 2))
                    .isCloseTo(16 / Math.sqrt(2) * product(1, 2), within(1e-12));
        }
        config("{\"lora_alpha\": 16, \"alpha_pattern\": {\"query\": 2, \"ery\": 9}}");
        try (Checkpoint checkpoint = Checkpoints.open(adapter)) {
            assertThat(Widen.at(matrix(checkpoint, "encoder.query"), 1, 2)).isCloseTo(product(1, 2), within(1e-12));
        }
    }

    @Test
    void embeddingsAndConv1dWeightsAreTransposed() throws IOException {
        add("base_model.model.tok.lora_embedding_A", a, 2, 30).add("base_model.model.tok.lora_embedding_B", b, 20, 2);
        try (Checkpoint checkpoint = Checkpoints.open(write("adapter_model.safetensors"))) {
            Matrix m = matrix(checkpoint, "tok");
            assertThat(m.rows()).isEqualTo(30);
            assertThat(Widen.at(m, 7, 4)).isCloseTo(8 * product(4, 7), within(1e-12));
        }
        config("{\"lora_alpha\": 2, \"fan_in_fan_out\": true}");
        try (Checkpoint checkpoint = Checkpoints.open(adapter())) {
            assertThat(Widen.at(matrix(checkpoint, "encoder.query"), 7, 4)).isCloseTo(product(4, 7), within(1e-12));
        }
    }

    @Test
    void kernelsHaveAnUpdateAPosition() throws IOException {
        float[] kernel = floats(4, 2 * 10 * 3 * 3);
        add(X + ".lora_A.weight", kernel, 2, 10, 3, 3).add(X + ".lora_B.weight", b, 20, 2, 1, 1);
        LayerOptions unscaled = new LayerOptions(
                Selection.ALL, 1, 1000, LayerOptions.Convolution.UNSCALED, LayerOptions.DEFAULT.fusedQkv());
        try (Checkpoint checkpoint = Checkpoints.open(write("adapter_model.safetensors"))) {
            Layer layer = Layers.of(checkpoint, unscaled).getFirst();
            assertThat(layer.matrices()).hasSize(9);
            double expected = 8 * ((double) b[6] * kernel[5 * 9 + 7] + (double) b[7] * kernel[90 + 5 * 9 + 7]);
            assertThat(Widen.at(layer.matrices().get(7), 3, 5)).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void whatIsNotWholeIsRefused() throws IOException {
        Path alone = add(X + ".lora_A.weight", a, 2, 30).write("adapter_model.safetensors");
        refused(alone, "to go with");
        Path other = add(X + ".lora_B.weight", b, 20, 2)
                .add("y.lora_A.weight", a, 2, 30)
                .write("o.safetensors");
        refused(other, "to go with");
        add(X + ".lora_A.weight", a, 2, 30).add(X + ".lora_B.weight", b, 10, 4);
        refused(write("adapter_model.safetensors"), "no product");
        config("{\"r\": 2}");
        refused(adapter(), "lora_alpha");
        config("{\"lora_alpha\": \"16\"}");
        refused(adapter(), "no number");
        config("{\"lora_alpha\": 16, ");
        refused(adapter(), "not valid JSON");
        config("{\"lora_alpha\": 16, \"alpha_pattern\": {\"(a+)+$\": 3}}");
        refused(adapter(), "alpha_pattern");
    }

    private static void refused(Path adapter, String because) {
        assertThatThrownBy(() -> Checkpoints.open(adapter))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(because);
    }

    @Test
    void whatDoesNotFitTheBaseIsRefused() throws IOException {
        String adapter = adapter().toString();
        String base = base().toString();
        assertThatThrownBy(() -> Checkpoints.openMerged(base, base)).hasMessageContaining("is no LoRA adapter");
        String other =
                add("decoder.weight", w, 20, 30).write("other.safetensors").toString();
        assertThatThrownBy(() -> Checkpoints.openMerged(adapter, other)).hasMessageContaining("has no tensor");
        String shape = add("encoder.query.weight", floats(3, 21 * 30), 21, 30)
                .write("shape.safetensors")
                .toString();
        assertThatThrownBy(() -> Checkpoints.openMerged(adapter, shape)).hasMessageContaining("in another shape");
        config("{\"lora_alpha\": 16, \"use_dora\": true}");
        assertThatThrownBy(() -> Checkpoints.openMerged(adapter, base)).hasMessageContaining("DoRA");
    }

    @Test
    void withoutAConfigurationTheScaleIsOne() throws IOException {
        Files.delete(folder.resolve("adapter_config.json"));
        try (Checkpoint checkpoint = Checkpoints.open(adapter())) {
            assertThat(Opened.names(checkpoint)).containsExactly("encoder.query.weight");
            assertThat(Widen.at(matrix(checkpoint, "encoder.query"), 7, 4)).isCloseTo(product(7, 4), within(1e-12));
            assertThat(checkpoint.tensors().getFirst().meaning().note()).contains("taken as 1");
        }
    }
}
