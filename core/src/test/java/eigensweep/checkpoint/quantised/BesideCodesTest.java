package eigensweep.checkpoint.quantised;

import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Of schemes that are not known nothing is swept: not the codes as if they were weights, not what stands beside them.
class BesideCodesTest {

    @TempDir
    private Path folder;

    private List<Layer> layers(Entry... entries) {
        return Opened.layers(folder, entries);
    }

    private static Entry codes(String name, DType dtype, long... shape) {
        return new Entry(name, dtype, shape, data -> data.fill((byte) 0x38));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fc.weights_scaling_factor",
                "fc.weight_amax",
                "fc.weight_quantizer._amax",
                "fc.scaling_factor",
                "fc.qscale",
                "fc.weight.qscale",
                "fc.weight_s",
                "fc.s",
                "fc.weight_multiplier",
                "fc.Weight_Scale",
                "fc.range"
            })
    void aScaleOfWhateverNameIsAScale(String name) {
        assertThat(layers(codes("fc.weight", DType.F8_E4M3, 4, 8), tensor(name, new double[] {0.25})))
                .noneMatch(Layer::isSwept)
                .anySatisfy(layer -> assertThat(layer.skipped()).contains("scales may be in " + name));
    }

    @ParameterizedTest
    @CsvSource({"fc.W, fc.scale", "W, scale_W", "fc._weight_qdata, fc._weight_scale"})
    void codesNeedNotBeCalledWeight(String name, String scale) {
        assertThat(layers(codes(name, DType.F8_E4M3, 4, 8), tensor(scale, new double[] {0.25})))
                .noneMatch(Layer::isSwept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fc.bias", "fc.input_scale", "fc.k_scale", "other.scaling_factor", "other.weight"})
    void whatIsNoScaleLeavesAModelThatWasCast(String name) {
        assertThat(layers(codes("fc.weight", DType.F8_E4M3, 4, 8), tensor(name, new double[] {1})))
                .filteredOn(Layer::isSwept)
                .hasSize(1);
    }

    @Test
    void codesWithoutScalesAmongOthersLackTheirs() {
        assertThat(layers(
                        codes("a.weight", DType.F8_E4M3, 4, 8),
                        tensor("a.weight_scale", new double[] {0.25}),
                        codes("b.weight", DType.F8_E4M3, 4, 8)))
                .filteredOn(layer -> layer.longName().equals("b"))
                .singleElement()
                .satisfies(layer -> assertThat(layer.skipped()).contains("without scales"));
    }

    @Test
    void codesWithoutScalesInAModelThatIsQuantisedLackTheirs() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"quantization_config\": {\"quant_method\": \"fp8\"}}");

        assertThat(layers(codes("b.weight", DType.F8_E4M3, 4, 8)))
                .singleElement()
                .satisfies(layer -> assertThat(layer.skipped()).contains("without scales"));
    }

    /// quanto, HQQ, torchao, marlin-24, FP-Quant.
    @ParameterizedTest
    @CsvSource({
        "fc.weight._data, U8, fc.weight._scale",
        "fc.weight._data._data, U8, fc.weight._shift",
        "fc.W_q, U8, fc.zero",
        "fc.weight:_data, I32, fc.weight:_scale",
        "fc.weight_packed, I32, fc.scale_packed",
        "fc.qweight, U8, fc.forward_hadamard_matrix",
        "experts.gate_up_proj_packed, U8, experts.gate_up_proj_scale"
    })
    void matricesBesideCodesAreNoWeights(String name, DType dtype, String beside) {
        assertThat(layers(codes(name, dtype, 8, 8), tensor(beside, new double[16], 8, 2)))
                .noneMatch(Layer::isSwept)
                .anySatisfy(layer -> assertThat(layer.skipped()).startsWith("part of a quantised weight"));
    }

    /// An index of positions is no code, and a weight of its own size stands for itself.
    @Test
    void matricesBesideOtherIntegersAreWeights() {
        assertThat(layers(
                        codes("attn.relative_position_index", DType.I64, 8, 8),
                        tensor("attn.table", new double[] {1, 2, 3, 4}, 2, 2)))
                .filteredOn(Layer::isSwept)
                .hasSize(1);
        assertThat(layers(
                        codes("embeddings.kinds", DType.U8, 1, 3),
                        tensor("embeddings.table", new double[] {1, 2, 3, 4}, 2, 2)))
                .filteredOn(Layer::isSwept)
                .hasSize(1);
    }
}
