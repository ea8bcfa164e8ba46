package eigensweep.checkpoint.quantised;

import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole models are in [QuantisedFixturesTest].
class MlxWeightsTest {

    @TempDir
    private Path folder;

    private void withLayers(Consumer<List<Layer>> test, Entry... entries) {
        Opened.withLayers(folder, test, entries);
    }

    /// Two experts of two rows of eight codes, each row one word.
    private static Entry experts(String name) {
        int[] words = {0x11111111, 0x22222222, 0x33333333, 0x44444444};
        return new Entry(name, DType.U32, new long[] {2, 2, 1}, data -> {
            for (int i = 0; i < words.length; i++) {
                data.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4L * i, words[i]);
            }
        });
    }

    @Test
    void aStackIsOneMatrixForEachExpert() throws IOException {
        configure("{'quantization': {'group_size': 8, 'bits': 4}}");
        withLayers(
                layers -> {
                    List<Layer> swept = layers.stream().filter(Layer::isSwept).toList();
                    assertThat(swept)
                            .extracting(Layer::longName)
                            .containsExactly("mlp.switch_mlp.up_proj.0", "mlp.switch_mlp.up_proj.1");
                    double[] second = Opened.values(swept.get(1).matrices().getFirst());
                    assertThat(second).hasSize(16).startsWith(3 * 10.0 + 300).endsWith(4 * 1000.0 + 400);
                    assertThat(layers)
                            .filteredOn(layer -> !layer.isSwept())
                            .hasSize(2)
                            .allSatisfy(layer -> assertThat(layer.skipped()).contains("part of a quantised weight"));
                },
                experts("mlp.switch_mlp.up_proj.weight"),
                tensor("mlp.switch_mlp.up_proj.scales", new double[] {1, 1, 10, 1000}, 2, 2, 1),
                tensor("mlp.switch_mlp.up_proj.biases", new double[] {100, 200, 300, 400}, 2, 2, 1));
    }

    @Test
    void groupsThatAreNotThoseOfTheConfigurationAreNoWeights() throws IOException {
        configure("{'quantization': {'group_size': 64, 'bits': 4}}");
        withLayers(
                layers -> assertThat(layers)
                        .noneMatch(Layer::isSwept)
                        .anySatisfy(layer -> assertThat(layer.skipped()).contains("not those of config.json")),
                experts("up_proj.weight"),
                tensor("up_proj.scales", new double[] {1, 1, 10, 1000}, 2, 2, 1),
                tensor("up_proj.biases", new double[] {100, 200, 300, 400}, 2, 2, 1));
    }

    /// Offsets beside codes are no layer, whatever their shape.
    @Test
    void offsetsThatDoNotFitAreNoWeights() throws IOException {
        configure("{'quantization': {'group_size': 8, 'bits': 4}}");
        withLayers(
                layers -> assertThat(layers).noneMatch(Layer::isSwept),
                experts("up_proj.weight"),
                tensor("up_proj.scales", new double[] {1, 1, 10, 1000}, 2, 2, 1),
                tensor("up_proj.biases", new double[] {1, 2, 3, 4}, 2, 2));
    }

    private void configure(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
    }
}
