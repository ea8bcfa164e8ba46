package eigensweep.checkpoint.quantised;

import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expected weights are computed here by the schemes' definitions, from codes that are written here.
class QuantisedWeightsTest {

    /// E4M3: 1, 1.5, -2, 0.5, 448.
    private static final int[] E4M3 = {0x38, 0x3c, 0xc0, 0x30, 0x7e};

    private static final double[] E4M3_VALUES = {1, 1.5, -2, 0.5, 448};
    private static final double[] E2M1_VALUES = {0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6};

    @TempDir
    private Path folder;

    private void withLayers(Consumer<List<Layer>> test, Entry... entries) {
        Opened.withLayers(folder, test, entries);
    }

    private static Layer only(List<Layer> layers) {
        List<Layer> swept = layers.stream().filter(Layer::isSwept).toList();
        assertThat(swept).hasSize(1);
        return swept.getFirst();
    }

    private static void assertElements(Layer layer, double... expected) {
        assertThat(Opened.values(layer.matrices().getFirst())).containsExactly(expected, within(1e-12));
    }

    /// Bytes `f(0)`, `f(1)`, ...
    private static Entry bytes(String name, DType dtype, int count, IntUnaryOperator f, long... shape) {
        return new Entry(name, dtype, shape, data -> {
            for (int i = 0; i < count; i++) {
                data.set(ValueLayout.JAVA_BYTE, i, (byte) f.applyAsInt(i));
            }
        });
    }

    private static Entry words(String name, DType dtype, int[] words, long... shape) {
        return new Entry(name, dtype, shape, data -> {
            for (int i = 0; i < words.length; i++) {
                data.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4L * i, words[i]);
            }
        });
    }

    private static Entry e4m3(String name, long rows, long columns) {
        return bytes(name, DType.F8_E4M3, (int) (rows * columns), i -> E4M3[i % 5], rows, columns);
    }

    private static double[] grid(int rows, int columns, IntUnaryOperator scaleAt, double[] values) {
        return IntStream.range(0, rows * columns)
                .mapToDouble(i -> values[i % values.length] * scaleAt.applyAsInt(i))
                .toArray();
    }

    /// DeepSeek's name notwithstanding, the inverse scale multiplies.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fc.weight_scale_inv",
                "fc.weight_scale",
                "fc.scale_weight",
                "fc.weight.scale",
                "fc.scale",
                "fc.scale_inv"
            })
    void oneScaleMultipliesEveryCode(String name) {
        withLayers(
                layers -> {
                    Layer layer = only(layers);
                    assertElements(layer, grid(2, 5, i -> 3, E4M3_VALUES));
                    assertThat(layer.tensor().encoding()).isEqualTo("F8_E4M3 (dequantised)");
                },
                e4m3("fc.weight", 2, 5),
                tensor(name, new double[] {3}));
    }

    @Test
    void scalesMayBelongToRows() {
        for (long[] shape : new long[][] {{2}, {2, 1}}) {
            withLayers(
                    layers -> assertElements(only(layers), grid(2, 5, i -> i < 5 ? 3 : 7, E4M3_VALUES)),
                    e4m3("fc.weight", 2, 5),
                    tensor("fc.weight_scale", new double[] {3, 7}, shape));
        }
    }

    /// Blocks of 128 x 128, the last ones cut off.
    @Test
    void scalesMayBelongToBlocks() {
        int columns = 200;
        withLayers(
                layers -> assertElements(
                        only(layers),
                        grid(130, columns, i -> 1 + i / columns / 128 * 2 + i % columns / 128, E4M3_VALUES)),
                e4m3("fc.weight", 130, columns),
                tensor("fc.weight_scale_inv", new double[] {1, 2, 3, 4}, 2, 2));
    }

    @Test
    void theConfigurationTellsTheSidesOfBlocks() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"quantization_config\": {\"weight_block_size\": [2, 4]}}");
        withLayers(
                layers -> assertElements(only(layers), grid(3, 5, i -> 1 + i / 10 * 2 + i % 5 / 4, E4M3_VALUES)),
                e4m3("fc.weight", 3, 5),
                tensor("fc.weight_scale_inv", new double[] {1, 2, 3, 4}, 2, 2));
    }

    @Test
    void codesWhoseScalesAreNotUnderstoodAreNoWeights() {
        withLayers(
                layers -> assertThat(layers)
                        .noneMatch(Layer::isSwept)
                        .anySatisfy(layer -> assertThat(layer.skipped())
                                .contains("fc.weight_lattice_scales", "dequantise the model first")),
                e4m3("fc.weight", 2, 5),
                tensor("fc.weight_lattice_scales", new double[] {3}, 1));
        withLayers(
                layers -> assertThat(layers)
                        .noneMatch(Layer::isSwept)
                        .anySatisfy(layer -> assertThat(layer.skipped()).contains("do not fit")),
                e4m3("fc.weight", 7, 5),
                tensor("fc.weight_scale", new double[15], 5, 3));
    }

    /// Models cast to 8 bits, and scales of what flows through a layer.
    @Test
    void codesWithoutScalesAreWeights() {
        withLayers(
                layers -> assertElements(only(layers), grid(2, 5, i -> 1, E4M3_VALUES)),
                e4m3("fc.weight", 2, 5),
                tensor("fc.input_scale", new double[] {3}));
    }

    @Test
    void integersMultiplyTheirScaleBeyondTheirZeroPoint() {
        withLayers(
                layers -> {
                    Layer layer = only(layers);
                    assertElements(layer, -4 * 0.5, -3 * 0.5, 1 * 0.25, 2 * 0.25);
                    assertThat(layer.tensor().encoding()).isEqualTo("I8 (dequantised)");
                },
                bytes("fc.weight", DType.I8, 4, i -> i - 2, 2, 2),
                bytes("fc.weight_zero_point", DType.I8, 2, i -> i == 0 ? 2 : -1, 2, 1),
                tensor("fc.weight_scale", new double[] {0.5, 0.25}, 2, 1));
    }

    /// bitsandbytes, LLM.int8(): the largest magnitude of a row is 127.
    @Test
    void bitsandbytesKeepsTheLargestOfARow() {
        withLayers(
                layers -> assertElements(only(layers), 2, -2 * 64 / 127.0, 3.0 / 127, 3),
                bytes("fc.weight", DType.I8, 4, i -> new int[] {127, -64, 1, 127}[i], 2, 2),
                tensor("fc.SCB", new double[] {2, 3}, 2));
    }

    /// Two E2M1 codes a byte, the lower half first, 32 of them to a power of two (gpt-oss).
    @Test
    void mxfp4IsDequantisedExpertByExpert() {
        withLayers(
                layers -> {
                    assertThat(layers.stream().filter(Layer::isSwept).map(Layer::longName))
                            .containsExactly("mlp.experts.gate_up_proj.0", "mlp.experts.gate_up_proj.1");
                    Layer second =
                            layers.stream().filter(Layer::isSwept).toList().get(1);
                    double[] expected = IntStream.range(0, 3 * 64)
                            .map(i -> i % 3 * 64 + i / 3) // Inputs first, as the model's parameter.
                            .mapToDouble(i -> E2M1_VALUES[(i / 2 + 5 * (i % 2)) % 16] * Math.pow(2, 1 + i / 32 % 2))
                            .toArray();
                    assertElements(second, expected);
                    assertThat(second.tensor().encoding()).isEqualTo("MXFP4 (dequantised)");
                },
                bytes(
                        "mlp.experts.gate_up_proj_blocks",
                        DType.U8,
                        2 * 3 * 2 * 16,
                        i -> i % 96 % 16 | (i % 96 + 5) % 16 << 4,
                        2,
                        3,
                        2,
                        16),
                bytes("mlp.experts.gate_up_proj_scales", DType.U8, 12, i -> 128 + i % 2, 2, 3, 2));
    }

    /// As the parameter that the blocks were made of: inputs, then outputs.
    @Test
    void blocksOfExpertsHaveTheShapeOfTheParameter() {
        withLayers(
                layers -> assertThat(only(layers).tensor().shape()).containsExactly(1, 32, 3),
                bytes("experts.down_proj_blocks", DType.U8, 48, i -> i, 1, 3, 1, 16),
                bytes("experts.down_proj_scales", DType.U8, 3, i -> 128, 1, 3, 1));
        withLayers(
                layers -> assertThat(layers).noneMatch(Layer::isSwept),
                bytes("experts.down_proj_blocks", DType.U8, 96, i -> i, 2, 3, 1, 16),
                bytes("experts.down_proj_scales", DType.U8, 3, i -> 128, 1, 3, 1));
    }

    /// Tiles of bitsandbytes are not in the order of rows.
    @Test
    void codesInAnotherLayoutAreNoWeights() {
        withLayers(
                layers -> assertThat(layers).noneMatch(Layer::isSwept),
                bytes("fc.weight", DType.I8, 4, i -> i, 2, 2),
                tensor("fc.SCB", new double[] {2, 3}, 2),
                bytes("fc.weight_format", DType.U8, 1, i -> 3));
    }

    /// 64 along 300, since nobody makes blocks of 60; of two rows a scale nobody said anything.
    @Test
    void blocksAreGuessedWhereOnlyOnePowerOfTwoFits() {
        withLayers(
                layers -> assertElements(only(layers), grid(300, 4, i -> 1 + i / 4 / 64, E4M3_VALUES)),
                e4m3("fc.weight", 300, 4),
                tensor("fc.weight_scale_inv", new double[] {1, 2, 3, 4, 5}, 5, 1));
        withLayers(
                layers -> assertThat(layers)
                        .noneMatch(Layer::isSwept)
                        .anySatisfy(layer -> assertThat(layer.skipped()).contains("do not fit")),
                e4m3("fc.weight", 300, 4),
                tensor("fc.weight_scale_inv", new double[150], 150));
    }

    @Test
    void packedFloatsOfFourBitsHaveScalesForBlocks() {
        withLayers(
                layers -> assertElements(
                        only(layers),
                        IntStream.range(0, 128)
                                .mapToDouble(i -> E2M1_VALUES[i / 2 % 16] * Math.pow(2, i / 32 % 2))
                                .toArray()),
                bytes("x.weight", DType.F4, 64, i -> i % 16 * 17, 2, 64),
                bytes("x.weight_scale", DType.F8_E8M0, 4, i -> 127 + i % 2, 2, 2));
    }

    @Test
    void mlxMultipliesAndAdds() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"quantization\": {\"group_size\": 32, \"bits\": 4}}");
        int[] words = {0x76543210, 0xfedcba98, 0x76543210, 0xfedcba98, 0, -1, 0, -1};
        withLayers(
                layers -> {
                    double[] expected = IntStream.range(0, 64)
                            .mapToDouble(
                                    i -> (i < 32 ? i % 16 : i / 8 % 2 * 15) * (i < 32 ? 0.5 : 2) + (i < 32 ? -1 : 3))
                            .toArray();
                    assertElements(only(layers), expected);
                },
                words("fc.weight", DType.U32, words, 2, 4),
                tensor("fc.scales", new double[] {0.5, 2}, 2, 1),
                tensor("fc.biases", new double[] {-1, 3}, 2, 1));
    }

    @Test
    void mlxWithoutItsConfigurationIsNotGuessed() {
        withLayers(
                layers -> assertThat(layers)
                        .noneMatch(Layer::isSwept)
                        .anySatisfy(layer -> assertThat(layer.skipped()).contains("MLX codes", "config.json")),
                words("fc.weight", DType.U32, new int[8], 2, 4),
                tensor("fc.scales", new double[] {0.5, 2}, 2, 1),
                tensor("fc.biases", new double[] {-1, 3}, 2, 1));
    }

    @Test
    void packedIntegersAreSymmetric() {
        int[] words = {0x76543210, 0xfedcba98};
        withLayers(
                layers -> {
                    Layer layer = only(layers);
                    assertThat(layer.longName()).isEqualTo("fc");
                    assertElements(
                            layer,
                            IntStream.range(0, 16)
                                    .mapToDouble(i -> (i - 8) * (i < 8 ? 0.5 : 2))
                                    .toArray());
                },
                words("fc.weight_packed", DType.I32, words, 2, 1),
                tensor("fc.weight_scale", new double[] {0.5, 2}, 2, 1),
                new Entry("fc.weight_shape", DType.I64, new long[] {2}, data -> {
                    data.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 2);
                    data.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 8);
                }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "layer.qweight",
                "layer.qzeros",
                "layer.scales",
                "fc.weight_scale",
                "fc.weight.absmax",
                "fc.weight.nested_quant_map",
                "fc.weight.quant_state.bitsandbytes__nf4",
                "mlp.experts.down_proj_blocks",
                "mlp.experts.down_proj_scales",
                "layer.centroids.weight"
            })
    void partsOfOtherSchemesAreNoWeights(String name) {
        withLayers(
                layers -> assertThat(layers.getFirst().skipped()).contains("part of a quantised weight"),
                tensor(name, new double[16], 4, 4));
    }

    @Test
    void scalesInTheLayoutOfMarlinAreNoWeights() {
        withLayers(
                layers -> assertThat(layers)
                        .noneMatch(Layer::isSwept)
                        .anySatisfy(layer -> assertThat(layer.skipped()).contains("Marlin")),
                words("layer.B", DType.I32, new int[8], 2, 4),
                tensor("layer.s", new double[16], 4, 4));
    }

    /// Microscaling: the scales of 8-bit floats are exponents, whatever type they have in the file.
    @Test
    void bytesAsScalesArePowersOfTwo() {
        withLayers(
                layers -> assertElements(only(layers), grid(2, 5, i -> i < 5 ? 2 : 8, E4M3_VALUES)),
                e4m3("fc.weight", 2, 5),
                bytes("fc.weight_scale", DType.U8, 2, i -> i == 0 ? 128 : 130, 2, 1));
    }

    @Test
    void wholeWeightsAreLeftAlone() {
        double[] values = {1, 2, 3, 4};
        withLayers(
                layers -> assertThat(Arrays.stream(
                                Opened.values(layers.getFirst().matrices().getFirst())))
                        .containsExactly(1.0, 2.0, 3.0, 4.0),
                tensor("fc.weight", values, 2, 2),
                tensor("fc.scale", new double[] {3}));
    }
}
