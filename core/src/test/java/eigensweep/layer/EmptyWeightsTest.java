package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Weights without elements: of a model that is not whole, or empty for good.
class EmptyWeightsTest {

    /// Enough of them that no majority is empty.
    private static final String WHOLE = "|a.weight 4 4|b.weight 4 4|c.weight 4 4";

    /// A model of `name side side ...|...`.
    private static List<Layer> layers(String model) {
        List<Tensor> tensors =
                Stream.of(model.split("\\|")).map(EmptyWeightsTest::tensor).toList();
        Checkpoint checkpoint = new Checkpoint(Path.of("model"), "test", tensors, List.of(), Arena.ofAuto());
        return Layers.of(
                checkpoint,
                new LayerOptions(Selection.ALL, 1, Integer.MAX_VALUE, Convolution.UNSCALED, FusedQkv.WHOLE));
    }

    private static Tensor tensor(String text) {
        String[] words = text.split(" ");
        long[] shape = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
        float[] values = new float[(int) Tensor.count(shape)];
        Arrays.fill(values, 2);
        return Tensor.of(words[0], DType.F32, shape, MemorySegment.ofArray(Bytes.floats(values)))
                .meaning(Meaning.OUT_FIRST);
    }

    /// Each process of DeepSpeed's ZeRO-3 writes a file in which the others' weights have no elements.
    @ParameterizedTest
    @ValueSource(strings = {"0", "0 8", "4 4 0 3"})
    void aWeightWithoutElementsIsMissing(String shape) {
        Layer placeholder = layers("module.fc.weight " + shape).getFirst();

        assertThat(placeholder.isSwept()).isFalse();
        assertThat(placeholder.skipped()).contains("has no elements", "ZeRO-3", "zero_to_fp32.py");
        assertThat(placeholder.isMissing()).isTrue();
        assertThat(placeholder.isRow()).isTrue();
    }

    /// By a name that is known, by the whole ones of its kind, by the ones beside it, by its other side.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.embed_tokens.weight 0",
                "lm_head.weight 0",
                "wte.weight 0",
                "l.0.q_proj.weight 0",
                "l.0.attn.in_proj_weight 0",
                "mlp.experts.gate_up_proj 0",
                "pos_embed 0",
                "layer4.conv.weight 0|layer0.conv.weight 4 4 3 3",
                "blocks.1.table 0|blocks.0.table 4 4",
                "body.first.weight 0|body.second.weight 4 4",
                "odd.weight 0 64",
                "embed_positions.weight 0 64"
            })
    void oneOfFewIsMissingTooWhereAWholeModelWouldHaveIt(String model) {
        assertThat(layers(model + WHOLE)).filteredOn(Layer::isMissing).hasSize(1);
    }

    /// What ZeRO-3 leaves whole because it is small (`stage3_param_persistence_threshold`) does not outvote it.
    @Test
    void normsAreNoMatrices() {
        List<Layer> layers =
                layers("x.weight 0|y.weight 0|a.norm.weight 4|b.norm.weight 4|c.norm.weight 4|z.weight 2 4");

        assertThat(layers).filteredOn(Layer::isMissing).hasSize(2);
    }

    /// e3nn's modules have weights of no elements for paths that are not there; observers have ranges of none.
    @ParameterizedTest
    @CsvSource({
        "tp.weight 0",
        "0_convolution.convolution.weight 0|0_convolution.convolution.output_mask 8|0_convolution.other.weight 4 4",
        "gate.mul.weight 0|gate.mul.output_mask 0",
        "fc.bias 0",
        "fc.activation_post_process.min_val 0",
        "layer.1.attn.mask 0|layer.0.attn.mask 4 4"
    })
    void whatIsEmptyForGoodIsNoLack(String model) {
        List<Layer> layers = layers(model + WHOLE);

        assertThat(layers.getFirst().skipped()).contains("has no elements");
        assertThat(layers).noneMatch(Layer::isMissing);
    }

    /// However many there are.
    @Test
    void aModelOfE3nnIsWhole() {
        assertThat(layers("0.tp.weight 0|0.tp.output_mask 8|1.tp.weight 0|1.tp.output_mask 8|a.weight 4 4"))
                .noneMatch(Layer::isMissing);
    }
}
