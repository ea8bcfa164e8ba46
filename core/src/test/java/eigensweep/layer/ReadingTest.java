package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which matrices a tensor is made of, by what is known of its axes, by its name and by its shape.
class ReadingTest {

    private static final LayerOptions POOLED =
            new LayerOptions(Selection.ALL, 1, Integer.MAX_VALUE, Convolution.POOLED, FusedQkv.WHOLE);

    /// Float32 elements 0, 1, 2, ... in the order of the file.
    private static Tensor tensor(String name, Axes axes, Use use, long... shape) {
        float[] values = new float[(int) Tensor.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Tensor.of(name, DType.F32, shape, MemorySegment.ofArray(Bytes.floats(values)))
                .meaning(new Meaning(axes, use, null, ""));
    }

    private static Tensor stateDict(String name, long... shape) {
        return tensor(name, Axes.OUT_FIRST, Use.UNKNOWN, shape);
    }

    private static List<Layer> layers(Tensor... tensors) {
        Checkpoint checkpoint = new Checkpoint(Path.of("model"), "test", List.of(tensors), List.of(), Arena.ofAuto());
        return Layers.of(checkpoint, POOLED);
    }

    private static Layer only(Tensor tensor) {
        assertThat(layers(tensor)).hasSize(1);
        return layers(tensor).getFirst();
    }

    private static long[] shape(String text) {
        return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /// PyTorch's order holds whatever the sizes: a LeNet's first layer, CREPE's, a filter bank, tall and flat kernels.
    @ParameterizedTest
    @CsvSource({
        "6 1 5 5, CONV2D, 25, 6, 1",
        "6 4 12 9, CONV2D, 108, 6, 4",
        "128 1 512 1, CONV2D, 512, 128, 1",
        "2 3 3 2, CONV2D, 6, 3, 2",
        "24 16 64, CONV1D, 64, 24, 16",
        "80 1 251, CONV1D, 251, 80, 1",
        "4 3 2 3 5, CONV3D, 30, 4, 3",
    })
    void inAStateDictPositionsComeLast(String shape, Layer.Type type, int positions, int large, int small) {
        Layer layer = only(stateDict("features.conv.weight", shape(shape)));

        assertThat(layer.type()).isEqualTo(type);
        assertThat(layer.receptiveField()).isEqualTo(positions);
        assertThat(layer.matrices()).hasSize(positions);
        assertThat(layer.largeSide()).isEqualTo(large);
        assertThat(layer.smallSide()).isEqualTo(small);
        assertThat(layer.note()).isEmpty();
        double[] second = Opened.values(layer.matrices().get(Math.min(1, positions - 1)));
        for (int i = 0; i < second.length; i++) {
            assertThat(second[i]).isEqualTo((positions * i + Math.min(1, positions - 1)) * Math.sqrt(0.5));
        }
    }

    @ParameterizedTest
    @CsvSource({"3 3 4 8, CONV2D, 9", "5 16 24, CONV1D, 5", "2 3 5 4 6, CONV3D, 30", "1 1 64 1, CONV2D, 1"})
    void inKerasPositionsComeFirst(String shape, Layer.Type type, int positions) {
        long[] sides = shape(shape);
        Layer layer = only(tensor("conv.kernel", Axes.POSITIONS_FIRST, Use.CONVOLUTION, sides));
        int each = (int) (sides[sides.length - 2] * sides[sides.length - 1]);

        assertThat(layer.type()).isEqualTo(type);
        assertThat(layer.matrices()).hasSize(positions);
        assertThat(Opened.values(layer.matrices().getLast()))
                .containsExactly(IntStream.range(0, each)
                        .mapToDouble(i -> ((positions - 1) * each + i) * Math.sqrt(0.5))
                        .toArray());
    }

    @Test
    void inMlxPositionsLieBetween() {
        Layer layer = only(tensor("conv.weight", Axes.POSITIONS_BETWEEN, Use.UNKNOWN, 2, 3, 3, 4));

        assertThat(layer.matrices()).hasSize(9);
        assertThat(Opened.values(layer.matrices().get(1)))
                .containsExactly(IntStream.of(4, 5, 6, 7, 40, 41, 42, 43)
                        .mapToDouble(i -> i * Math.sqrt(0.5))
                        .toArray());
    }

    @Test
    void onlyOfABareArrayAxesAreGuessedAndTheRowSaysSo() {
        Layer first = only(tensor("array", Axes.UNKNOWN, Use.UNKNOWN, 3, 3, 8, 16));
        Layer last = only(tensor("array", Axes.UNKNOWN, Use.UNKNOWN, 16, 8, 3, 3));

        assertThat(first.matrices()).hasSize(9);
        assertThat(first.note()).contains("positions come first", "guessed");
        assertThat(last.matrices()).hasSize(9);
        assertThat(last.note()).contains("positions come last", "guessed");
        assertThat(only(tensor("array", Axes.UNKNOWN, Use.UNKNOWN, 16, 8)).note())
                .isEmpty();
    }

    @Test
    void aTableOfPositionsIsOneMatrix() {
        Layer table = only(stateDict("encoder.pos_embedding", 1, 197, 768));

        assertThat(table.type()).isEqualTo(Layer.Type.EMBEDDING);
        assertThat(table.matrices()).hasSize(1);
        assertThat(table.receptiveField()).isEqualTo(1);
        assertThat(table.matrices().getFirst().scale()).isEqualTo(1);
        assertThat(table.note()).isEmpty();
    }

    /// As a sequence of modules names them: `time_embed.0.weight`, `x_embedder.weight`.
    @ParameterizedTest
    @CsvSource({"x_embedder, 6, DENSE", "time_embed.0, 6, DENSE", "x_embedder, 4, EMBEDDING", "x_embedder, 0, EMBEDDING"
    })
    void whatHasABiasIsNoTable(String module, int biases, Layer.Type type) {
        List<Layer> layers = layers(stateDict(module + ".weight", 6, 4), stateDict(module + ".bias", biases));

        assertThat(layers.getFirst().type()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scorer.bilinear.weight", "biaffine.weight", "u_tensor"})
    void aStackThatIsNoKernelIsNotHalved(String name) {
        Layer stack = only(stateDict(name, 5, 12, 8));

        assertThat(stack.type()).isEqualTo(Layer.Type.DENSE);
        assertThat(stack.matrices()).hasSize(5);
        assertThat(stack.eigenvalueCount()).isEqualTo(40);
        assertThat(Opened.values(stack.matrices().get(1))[0]).isEqualTo(96);
        assertThat(stack.note()).contains("a stack of 5 matrices");
    }

    @Test
    void aKernelByItsShapeAloneSaysSo() {
        assertThat(only(stateDict("layer1.0.weight", 8, 8, 3)).note()).contains("by its shape");
    }

    /// StyleGAN 2 in PyTorch: one kernel behind an axis that samples of a batch fill.
    @Test
    void aModulatedKernelIsOfTwoDimensions() {
        Layer layer = only(stateDict("convs.0.conv.weight", 1, 32, 24, 3, 3));

        assertThat(layer.type()).isEqualTo(Layer.Type.CONV2D);
        assertThat(layer.matrices()).hasSize(9);
        assertThat(layer.largeSide()).isEqualTo(32);
        assertThat(layer.smallSide()).isEqualTo(24);
        assertThat(layer.note()).contains("left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.layers.0.mlp.experts.gate_up_proj",
                "model.layers.0.feed_forward.experts.down_proj.weight",
                "model.layers.0.block_sparse_moe.input_linear.weight",
                "model.layers.0.mlp.switch_mlp.up_proj.weight",
                "model.layers.0.mlp.moe.fc1",
                "layers.0.block_sparse_moe.w1.weight",
                "blk.0.ffn_up_exps.weight"
            })
    void everyExpertIsALayer(String name) {
        List<Layer> experts = layers(stateDict(name, 3, 4, 6));
        String stem = name.replaceFirst("\\.weight$", "");

        assertThat(experts).extracting(Layer::longName).containsExactly(stem + ".0", stem + ".1", stem + ".2");
        assertThat(experts).allSatisfy(expert -> {
            assertThat(expert.type()).isEqualTo(Layer.Type.EXPERT);
            assertThat(expert.receptiveField()).isEqualTo(1);
            assertThat(expert.slice()).isNull();
        });
        assertThat(Opened.values(experts.get(2).matrices().getFirst()))
                .containsExactly(IntStream.range(48, 72).asDoubleStream().toArray());
    }

    /// MLX's `[E, o, i]` have no positions in between, nor do bare arrays that are called so.
    @ParameterizedTest
    @EnumSource(Axes.class)
    void expertsAreNoKernelsWhateverTheOrderOfAxes(Axes axes) {
        List<Layer> experts = layers(tensor("mlp.switch_mlp.up_proj.weight", axes, Use.UNKNOWN, 2, 3, 4));

        assertThat(experts).extracting(Layer::type).containsExactly(Layer.Type.EXPERT, Layer.Type.EXPERT);
        assertThat(Opened.values(experts.getLast().matrices().getFirst()))
                .containsExactly(IntStream.range(12, 24).asDoubleStream().toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "m.experts.b1, 32 96",
        "m.experts.b, 32 96",
        "m.experts.up_b, 32 96",
        "m.experts.w1_bias, 32 1 96",
        "m.moe.experts.mlp.bias, 32 96"
    })
    void whatExpertsAddIsAVectorEach(String name, String shape) {
        Layer bias = only(stateDict(name, shape(shape)));

        assertThat(bias.isRow()).isFalse();
        assertThat(bias.skipped()).contains("biases of experts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"m.experts.lora_b", "m.b1", "m.experts.0.tab"})
    void whatIsCalledOtherwiseIsNoBiasOfExperts(String name) {
        assertThat(only(stateDict(name, 32, 96)).isSwept()).isTrue();
    }

    @Test
    void biasesOfExpertsAreVectors() {
        Layer bias = only(stateDict("model.layers.0.mlp.experts.gate_up_proj_bias", 32, 96));

        assertThat(bias.isRow()).isFalse();
        assertThat(bias.skipped()).contains("biases of experts");
        assertThat(only(stateDict("mlp.router.weight", 32, 64)).isSwept()).isTrue();
    }

    /// As an operator adds it to each position of each sample.
    @ParameterizedTest
    @CsvSource({
        "1 6, a vector (1 x 6)",
        "1 6 1, a vector (1 x 6 x 1)",
        "6 1 1, a vector (6 x 1 x 1)",
        "1 1, a scalar (1 x 1)",
        "4 6, vectors (biases of experts or heads)",
        "4 1 6, vectors (biases of experts or heads)",
    })
    void aVectorBehindAxesOfLengthOneIsOneVector(String shape, String what) {
        assertThat(only(tensor("fc.shift", Axes.OUT_FIRST, Use.BIAS, shape(shape)))
                        .skipped())
                .isEqualTo(what + ", not a matrix");
    }

    @Test
    void aKernelOfAnExpertIsAKernel() {
        for (String name : List.of("moe.experts.0.conv.weight", "moe.conv.weight", "moe.0.fc.weight")) {
            assertThat(only(stateDict(name, 4, 4, 3)).type()).isEqualTo(Layer.Type.CONV1D);
        }
    }

    @Test
    void everyDirectionOfARecurrentLayerIsALayer() {
        List<Layer> both = layers(tensor("lstm.W", Axes.OUT_FIRST, Use.RECURRENT, 2, 16, 5));

        assertThat(both).extracting(Layer::longName).containsExactly("lstm.W.forward", "lstm.W.reverse");
        assertThat(both).extracting(Layer::type).containsOnly(Layer.Type.RECURRENT);
        assertThat(only(tensor("lstm.W", Axes.OUT_FIRST, Use.RECURRENT, 1, 16, 5))
                        .longName())
                .isEqualTo("lstm.W");
        assertThat(only(stateDict("rnn.weight_hh_l0_reverse", 16, 4)).type()).isEqualTo(Layer.Type.RECURRENT);
    }

    /// An exported `LSTMCell`, or a layer whose steps are written out: ONNX knows only that each is multiplied with.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lstm_cell.weight_ih",
                "rnn.weight_hh",
                "rnn.weight_hh_l0",
                "gru.weight_ih_l1_reverse",
                "p.weight_hr_l0"
            })
    void aRecurrentWeightIsOneWhateverReadsIt(String name) {
        assertThat(only(tensor(name, Axes.OUT_FIRST, Use.DENSE, 16, 4)).type()).isEqualTo(Layer.Type.RECURRENT);
        assertThat(only(tensor(name + "_proj.weight", Axes.OUT_FIRST, Use.DENSE, 16, 4))
                        .type())
                .isEqualTo(Layer.Type.DENSE);
    }

    @Test
    void whatTheReaderKnowsOverrulesTheName() {
        assertThat(only(tensor("embed.weight", Axes.OUT_FIRST, Use.DENSE, 8, 4)).type())
                .isEqualTo(Layer.Type.DENSE);
        assertThat(only(tensor("x.weight", Axes.OUT_FIRST, Use.EMBEDDING, 8, 4)).type())
                .isEqualTo(Layer.Type.EMBEDDING);
        assertThat(only(tensor("conv", Axes.OUT_FIRST, Use.DENSE, 3, 8, 4)).type())
                .isEqualTo(Layer.Type.DENSE);
        assertThat(only(tensor("w", Axes.OUT_FIRST, Use.PART, 8, 4)
                                .meaning(Meaning.UNKNOWN.used(Use.PART).noted("scales of y")))
                        .skipped())
                .isEqualTo("scales of y");
    }
}
