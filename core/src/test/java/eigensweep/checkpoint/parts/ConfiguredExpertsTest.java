package eigensweep.checkpoint.parts;

import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.layer.Layers;
import eigensweep.layer.Selection;
import eigensweep.testing.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Experts that only `config.json` tells.
class ConfiguredExpertsTest {

    private static final LayerOptions ALL =
            new LayerOptions(Selection.ALL, 1, Integer.MAX_VALUE, Convolution.UNSCALED, FusedQkv.WHOLE);

    @TempDir
    private Path folder;

    /// The layers of a model of one tensor, whose elements are 0, 1, 2, ...
    private void withLayers(String config, String name, long[] shape, Consumer<List<Layer>> test) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        double[] values = IntStream.range(0, count).asDoubleStream().toArray();
        Path model = Models.write(folder.resolve("model.safetensors"), tensor(name, values, shape));
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            test.accept(Layers.of(checkpoint, ALL));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "num_local_experts, model.layers.0.mlp.input_linear.weight",
        "num_experts, model.layers.0.moe.w1",
        "n_routed_experts, layers.0.feed_forward.up_proj.weight",
        "moe_num_experts, layers.0.ffn.down.weight",
        "num_experts_per_layer, layers.0.mlp.w2"
    })
    void aStackOfAsManyMatricesAsThereAreExpertsIsARowEach(String key, String name) throws IOException {
        withLayers("{\"text_config\": {\"" + key + "\": 3}}", name, new long[] {3, 4, 6}, layers -> {
            String stem = name.replaceFirst("\\.weight$", "");
            assertThat(layers).extracting(Layer::longName).containsExactly(stem + ".0", stem + ".1", stem + ".2");
            assertThat(layers).extracting(Layer::type).containsOnly(Layer.Type.EXPERT);
            assertThat(layers).extracting(Layer::note).containsOnly("one of 3 experts by config.json");
            assertThat(Opened.values(layers.get(1).matrices().getFirst()))
                    .containsExactly(IntStream.range(24, 48).asDoubleStream().toArray());
        });
    }

    /// Another number of matrices, another part of the network, a kernel, biases.
    @ParameterizedTest
    @CsvSource({
        "layers.0.mlp.w1, 4 4 6",
        "layers.0.attn.w1, 3 4 6",
        "layers.0.mlp.dwconv.weight, 3 4 6",
        "layers.0.mlp.w1_bias, 3 1 6"
    })
    void whatIsNoStackOfExpertsIsNone(String name, String shape) throws IOException {
        long[] sides =
                Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong).toArray();
        withLayers(
                "{\"num_experts\": 3}",
                name,
                sides,
                layers -> assertThat(layers).extracting(Layer::type).doesNotContain(Layer.Type.EXPERT));
    }

    /// DBRX: `[E * hidden, d]`.
    @ParameterizedTest
    @ValueSource(strings = {"w1", "v1", "w2"})
    void expertsBelowEachOtherAreARowEach(String weight) throws IOException {
        String name = "transformer.blocks.0.ffn.experts.mlp." + weight;
        String config = "{\"ffn_config\": {\"moe_num_experts\": 2, \"moe_top_k\": 1, \"ffn_hidden_size\": 5}}";

        withLayers(config, name, new long[] {10, 3}, layers -> {
            assertThat(layers).extracting(Layer::longName).containsExactly(name + ".0", name + ".1");
            assertThat(layers).extracting(Layer::type).containsOnly(Layer.Type.EXPERT);
            assertThat(layers).extracting(Layer::note).allMatch(note -> note.endsWith("below each other in 10 x 3"));
            assertThat(Opened.values(layers.get(1).matrices().getFirst()))
                    .containsExactly(IntStream.range(15, 30).asDoubleStream().toArray());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ffn_config\": {\"moe_num_experts\": 3}}",
                "{\"ffn_config\": {\"moe_num_experts\": 2, \"ffn_hidden_size\": 4}}",
                "{\"moe_num_experts\": 2, \"num_experts\": 5}"
            })
    void expertsThatCannotBeToldApartAreOneMatrix(String config) throws IOException {
        withLayers(config, "blocks.0.ffn.experts.mlp.w1", new long[] {10, 3}, layers -> {
            assertThat(layers).hasSize(1);
            assertThat(layers.getFirst().type()).isEqualTo(Layer.Type.DENSE);
            assertThat(layers.getFirst().note()).contains("several experts below each other", "config.json");
        });
    }

    private Path model(String name, Entry... tensors) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        return Models.write(own.resolve("model.safetensors"), tensors);
    }

    private static Entry counting(String name, int factor, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return tensor(
                name, IntStream.range(0, count).mapToDouble(i -> factor * i).toArray(), shape);
    }

    /// What chooses among experts has a row for each.
    @ParameterizedTest
    @CsvSource({
        "ffn.experts.mlp.w1, 6 5, ffn.router.layer.weight, router.layer.weight",
        "feed_forward.w1, 2 3 5, feed_forward.gate.weight, gate.weight",
        "block.w1, 2 3 5, block.router.weight, router.weight"
    })
    void aRouterBesideExpertsTellsTheirNumber(String name, String shape, String router, String said)
            throws IOException {
        long[] sides =
                Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong).toArray();
        Path model = model("m", counting(name, 1, sides), counting(router, 1, 2, 5));
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            List<Layer> experts = Layers.of(checkpoint, ALL).stream()
                    .filter(layer -> layer.type() == Layer.Type.EXPERT)
                    .toList();

            assertThat(experts).extracting(Layer::longName).containsExactly(name + ".0", name + ".1");
            assertThat(experts)
                    .extracting(Layer::note)
                    .allMatch(note -> note.startsWith("one of 2 experts by " + said));
            assertThat(Opened.values(experts.getLast().matrices().getFirst()))
                    .containsExactly(IntStream.range(15, 30).asDoubleStream().toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ffn.w1, 2 3 5, ffn.router.weight, 3 5",
        "ffn.w1, 2 3 5, other.router.weight, 2 5",
        "attn.w1, 2 3 5, attn.gate.weight, 2 5",
        "ffn.conv.weight, 2 3 5, ffn.gate.weight, 2 5",
        "ffn.w1.weight, 4 5 1, ffn.gate.weight, 4 5"
    })
    void aMatrixWithAnotherNumberOfRowsIsNoRouterOfAStack(String name, String shape, String router, String rows)
            throws IOException {
        long[][] sides = Stream.of(shape, rows)
                .map(text -> Arrays.stream(text.split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .toArray(long[][]::new);
        Path model = model("m", counting(name, 1, sides[0]), counting(router, 1, sides[1]));
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            assertThat(Layers.of(checkpoint, ALL)).extracting(Layer::type).doesNotContain(Layer.Type.EXPERT);
        }
    }

    /// What lies beside one of two models holds for the other, whichever it is.
    @ParameterizedTest
    @CsvSource({"after, ffn.experts.mlp.w1, 6 5", "before, ffn.experts.mlp.w1, 6 5", "before, mlp.w1, 2 3 5"})
    void ofTwoModelsOneConfigurationIsEnough(String configured, String name, String shape) throws IOException {
        long[] sides =
                Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong).toArray();
        Path after = model("after", counting(name, 3, sides));
        Path before = model("before", counting(name, 2, sides));
        Files.writeString(folder.resolve(configured).resolve("config.json"), "{\"num_experts\": 2}");
        try (Checkpoint change = Checkpoints.openDifference(after.toString(), before.toString())) {
            List<Layer> experts = Layers.of(change, ALL);

            assertThat(experts).extracting(Layer::longName).containsExactly(name + ".0", name + ".1");
            assertThat(Opened.values(experts.getLast().matrices().getFirst()))
                    .containsExactly(IntStream.range(15, 30).asDoubleStream().toArray());
        }
    }

    @Test
    void withoutAConfigurationNothingIsKnown() throws IOException {
        Path model = Models.write(folder.resolve("m.safetensors"), tensor("mlp.w1", new double[24], 2, 3, 4));
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            assertThat(Layers.of(checkpoint, ALL)).hasSize(1);
        }
    }
}
