package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayersTest {

    private static final LayerOptions ALL = options(Convolution.UNSCALED);

    private static LayerOptions options(Convolution convolution) {
        return new LayerOptions(Selection.ALL, 1, Integer.MAX_VALUE, convolution, FusedQkv.WHOLE);
    }

    private static LayerOptions evals(int min, int max) {
        return new LayerOptions(Selection.ALL, min, max, Convolution.UNSCALED, FusedQkv.WHOLE);
    }

    /// A tensor of float32 whose elements are 0, 1, 2, ... in the order of the file.
    private static Tensor counting(String name, long... shape) {
        int count = (int) Tensor.count(shape);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return Tensor.of(name, DType.F32, shape, MemorySegment.ofArray(Bytes.floats(values)));
    }

    private static Tensor zeros(String name, DType dtype, long... shape) {
        int bytes = (int) (Tensor.count(shape) * dtype.bits() / 8);
        return Tensor.of(name, dtype, shape, MemorySegment.ofArray(new byte[bytes]));
    }

    private static List<Layer> layers(LayerOptions options, Tensor... tensors) {
        Checkpoint checkpoint = new Checkpoint(Path.of("model"), "test", List.of(tensors), List.of(), Arena.ofAuto());
        return Layers.of(checkpoint, options);
    }

    private static Layer layer(LayerOptions options, Tensor tensor) {
        List<Layer> layers = layers(options, tensor);
        assertThat(layers).hasSize(1);
        return layers.getFirst();
    }

    private static void assertSkipped(Layer layer, String... reasons) {
        assertThat(layer.isSwept()).isFalse();
        assertThat(layer.skipped()).contains(reasons);
    }

    @Test
    void twoDimensionsAreAMatrix() {
        Layer layer = layer(ALL, counting("layer.0.fc.weight", 2, 3));

        assertThat(layer.longName()).isEqualTo("layer.0.fc");
        assertThat(layer.title()).isEqualTo("layer.0.fc");
        assertThat(layer.type()).isEqualTo(Layer.Type.DENSE);
        assertThat(layer.isSwept()).isTrue();
        assertThat(layer.isRow()).isTrue();
        assertThat(layer.receptiveField()).isEqualTo(1);
        assertThat(layer.matrices()).hasSize(1);
        assertThat(layer.largeSide()).isEqualTo(3);
        assertThat(layer.smallSide()).isEqualTo(2);
        assertThat(layer.eigenvalueCount()).isEqualTo(2);
        assertThat(Opened.values(layer.matrices().getFirst())).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @CsvSource({
        "model.embed_tokens.weight, EMBEDDING",
        "embeddings.word_embeddings.weight, EMBEDDING",
        "Embedding, EMBEDDING",
        "transformer.wte.weight, EMBEDDING",
        "transformer.wpe.weight, EMBEDDING",
        "shared.weight, EMBEDDING",
        "block.0.SelfAttention.relative_attention_bias.weight, EMBEDDING",
        "time_embedding.linear_1.weight, DENSE",
        "patch_embed.proj.weight, DENSE",
        "wtext.weight, DENSE",
        "lm_head.weight, DENSE",
    })
    void embeddingsAreKnownByTheirNames(String name, Layer.Type type) {
        assertThat(layer(ALL, counting(name, 4, 3)).type()).isEqualTo(type);
    }

    @Test
    void aKernelOfPyTorchIsAMatrixAPosition() {
        Layer layer = layer(ALL, counting("conv.weight", 5, 4, 2, 3));

        assertThat(layer.type()).isEqualTo(Layer.Type.CONV2D);
        assertThat(layer.receptiveField()).isEqualTo(6);
        assertThat(layer.eigenvalueCount()).isEqualTo(24);
        assertThat(layer.largeSide()).isEqualTo(5);
        for (int position = 0; position < 6; position++) {
            int p = position;
            assertThat(Opened.values(layer.matrices().get(position)))
                    .containsExactly(
                            IntStream.range(0, 20).mapToDouble(i -> 6 * i + p).toArray());
        }
    }

    @Test
    void aKernelOfKerasIsAMatrixAPosition() {
        Layer layer = layer(ALL, counting("conv.kernel", 2, 3, 5, 4));

        assertThat(layer.longName()).isEqualTo("conv.kernel");
        assertThat(layer.matrices()).hasSize(6);
        for (int position = 0; position < 6; position++) {
            int p = position;
            assertThat(Opened.values(layer.matrices().get(position)))
                    .containsExactly(
                            IntStream.range(0, 20).mapToDouble(i -> 20 * p + i).toArray());
        }
    }

    @Test
    void onATieAKernelIsPyTorchs() {
        Layer layer = layer(ALL, counting("conv.weight", 2, 3, 3, 2));

        assertThat(layer.matrices()).hasSize(6);
        assertThat(Opened.values(layer.matrices().getFirst())).containsExactly(0, 6, 12, 18, 24, 30);
    }

    @Test
    void aKernelOfOneDimensionIsAMatrixAPosition() {
        Layer last = layer(ALL, counting("conv.weight", 4, 2, 3));
        assertThat(last.type()).isEqualTo(Layer.Type.CONV1D);
        assertThat(last.matrices()).hasSize(3);
        assertThat(Opened.values(last.matrices().get(1))).containsExactly(1, 4, 7, 10, 13, 16, 19, 22);

        Layer first = layer(ALL, counting("conv.kernel", 3, 2, 4));
        assertThat(first.matrices()).hasSize(3);
        assertThat(Opened.values(first.matrices().get(1))).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void pooledKernelsAreHalved() {
        Layer pooled = layer(options(Convolution.POOLED), counting("conv.weight", 4, 4, 3, 3));

        assertThat(pooled.matrices())
                .hasSize(9)
                .allSatisfy(m -> assertThat(m.scale() * m.scale()).isCloseTo(0.5, within(1e-15)));
    }

    @Test
    void slicesAreLayersScaledByTheirNumber() {
        List<Layer> slices = layers(options(Convolution.SLICES), counting("conv.weight", 4, 4, 3, 3));

        assertThat(slices)
                .extracting(Layer::title)
                .startsWith("conv[0]", "conv[1]")
                .endsWith("conv[8]");
        assertThat(slices).hasSize(9).allSatisfy(slice -> {
            assertThat(slice.longName()).isEqualTo("conv");
            assertThat(slice.receptiveField()).isEqualTo(9);
            assertThat(slice.eigenvalueCount()).isEqualTo(4);
            assertThat(slice.matrices().getFirst().scale()).isCloseTo(Math.sqrt(4.5), within(1e-15));
        });
    }

    @Test
    void unscaledKernelsAndMatricesStayAsTheyAre() {
        assertThat(layer(options(Convolution.UNSCALED), counting("conv.weight", 4, 4, 3, 3))
                        .matrices())
                .allSatisfy(m -> assertThat(m.scale()).isEqualTo(1));
        for (Convolution convolution : Convolution.values()) {
            assertThat(layer(options(convolution), counting("fc.weight", 4, 4))
                            .matrices()
                            .getFirst()
                            .scale())
                    .isEqualTo(1);
        }
    }

    @Test
    void aKernelOfOnePositionIsScaledToo() {
        List<Layer> slices = layers(options(Convolution.SLICES), counting("conv.weight", 4, 4, 1, 1));

        assertThat(slices).hasSize(1);
        assertThat(slices.getFirst().matrices().getFirst().scale()).isCloseTo(Math.sqrt(0.5), within(1e-15));
    }

    @Test
    void vectorsAndScalarsAreNoRows() {
        Layer bias = layer(ALL, counting("fc.bias", 7));
        Layer scalar = layer(ALL, counting("logit_scale"));

        assertThat(bias.isRow()).isFalse();
        assertSkipped(bias, "a vector");
        assertThat(scalar.isRow()).isFalse();
        assertSkipped(scalar, "a scalar");
    }

    @Test
    void whatIsNoMatrixSaysWhy() {
        assertSkipped(layer(ALL, counting("conv.weight", 2, 2, 1, 3, 3, 3)), "6 dimensions (2 x 2 x 1 x 3 x 3 x 3)");
        assertSkipped(layer(ALL, counting("table", 0, 8)), "has no elements (0 x 8)");
        assertSkipped(layer(ALL, zeros("stack", DType.F8_E4M3, 514, 1, 257, 257)), "66049 kernel positions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"I64", "I32", "I8", "U8", "BOOL", "F4", "F8_E8M0", "STRING", "OTHER"})
    void elementsThatAreNoFloatsSayWhy(DType dtype) {
        assertSkipped(layer(ALL, zeros("indices.weight", dtype, 4, 4)), dtype.name(), "not floating-point weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C64", "C128"})
    void ofComplexMatricesNothingIsComputed(DType dtype) {
        assertSkipped(layer(ALL, zeros("fourier.weight", dtype, 4, 4)), "complex numbers", dtype.name(), "no singular");
    }

    @ParameterizedTest
    @CsvSource({"h.0.attn.c_attn.weight, true", "attn.in_proj_weight, false", "blocks.0.attn.qkv.weight, false"})
    void aFusedProjectionIsItsThreeParts(String name, boolean sideBySide) {
        int side = 4;
        LayerOptions split = new LayerOptions(Selection.ALL, 1, 100, Convolution.POOLED, FusedQkv.SPLIT);
        Tensor fused = sideBySide ? counting(name, side, 3L * side) : counting(name, 3L * side, side);

        List<Layer> parts = layers(split, fused);

        String stem = name.replaceFirst("\\.weight$", "");
        assertThat(parts).extracting(Layer::longName).containsExactly(stem + ".q", stem + ".k", stem + ".v");
        assertThat(parts).extracting(part -> Role.of(part).name()).containsExactly("q", "k", "v");
        for (int part = 0; part < 3; part++) {
            int p = part;
            double[] expected = IntStream.range(0, side * side)
                    .mapToDouble(i -> sideBySide ? i / side * (3 * side) + p * side + i % side : p * side * side + i)
                    .toArray();
            assertThat(Opened.values(parts.get(part).matrices().getFirst())).containsExactly(expected);
            assertThat(parts.get(part).eigenvalueCount()).isEqualTo(side);
        }
        assertThat(layer(ALL, fused).longName()).isEqualTo(stem);
        assertThat(Role.of(layer(ALL, fused)).name()).isEqualTo("qkv");
    }

    @Test
    void whatIsNoThreeEqualBlocksStaysWhole() {
        LayerOptions split = new LayerOptions(Selection.ALL, 1, 100, Convolution.POOLED, FusedQkv.SPLIT);

        assertThat(layers(split, counting("attn.qkv.weight", 10, 4))).hasSize(1);
        assertThat(layers(split, counting("attn.query_key_value.weight", 12, 4)))
                .hasSize(1);
        assertThat(layers(split, counting("mlp.weight", 12, 4))).hasSize(1);
        assertThat(layers(split, counting("attn.qkv.bias", 12))).hasSize(1);
    }

    @Test
    void layersOfTooFewOrTooManyEigenvaluesSayWhy() {
        Tensor matrix = counting("fc.weight", 8, 5);
        Tensor kernel = counting("conv.weight", 5, 5, 2, 2);

        assertThat(layer(evals(5, 5), matrix).isSwept()).isTrue();
        assertSkipped(layer(evals(6, 10), matrix), "5 eigenvalues", "--min-evals 6");
        assertSkipped(layer(evals(1, 4), matrix), "5 eigenvalues", "--max-evals 4");
        assertThat(layer(evals(20, 20), kernel).isSwept()).isTrue();
        assertSkipped(layer(evals(1, 19), kernel), "20 eigenvalues");
    }

    @Test
    void everySliceIsMeasuredOnItsOwn() {
        LayerOptions few = new LayerOptions(Selection.ALL, 6, 100, Convolution.SLICES, FusedQkv.WHOLE);

        assertThat(layers(few, counting("conv.weight", 5, 5, 2, 2)))
                .hasSize(4)
                .allSatisfy(slice -> assertSkipped(slice, "5 eigenvalues"));
    }

    @Test
    void limitsThatLetNothingThroughAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> evals(0, 10)).withMessageContaining("--min-evals is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> evals(10, 9)).withMessageContaining("--max-evals (9)");
    }

    @Test
    void aPatternChoosesByLongName() {
        LayerOptions chosen =
                new LayerOptions(Selection.named("layer.*.{query,key}"), 1, 100, Convolution.POOLED, FusedQkv.WHOLE);
        List<Layer> layers = layers(
                chosen,
                counting("layer.0.query.weight", 4, 4),
                counting("layer.0.value.weight", 4, 4),
                counting("layer.11.key.weight", 4, 4));

        assertThat(layers).extracting(Layer::isSwept).containsExactly(true, false, true);
        assertSkipped(layers.get(1), "--layers layer.*.{query,key}");
    }

    @Test
    void everyTensorIsNamedSweptOrNot() {
        Tensor[] tensors = {
            counting("fc.weight", 4, 4),
            counting("fc.bias", 4),
            counting("scale"),
            counting("conv.weight", 2, 2, 2, 2),
            counting("conv3d.weight", 1, 1, 2, 2, 2),
            counting("mlp.experts.up", 3, 4, 4),
            counting("none.weight", 0, 3),
            zeros("ids", DType.I64, 2, 2),
            zeros("text", DType.STRING, 2),
            counting("attn.qkv.weight", 6, 2)
        };
        for (Convolution convolution : Convolution.values()) {
            for (FusedQkv fused : FusedQkv.values()) {
                List<Layer> layers =
                        layers(new LayerOptions(Selection.named("*conv*"), 3, 4, convolution, fused), tensors);

                assertThat(layers.stream().map(Layer::id).distinct())
                        .containsExactlyElementsOf(
                                IntStream.range(0, tensors.length).boxed().toList());
                assertThat(layers).allSatisfy(layer -> {
                    assertThat(layer.tensor().storedName()).isEqualTo(tensors[layer.id()].storedName());
                    assertThat(layer.isSwept()
                                    || !Objects.requireNonNull(layer.skipped()).isBlank())
                            .isTrue();
                });
                assertThat(layers).extracting(Layer::title).doesNotHaveDuplicates();
            }
        }
    }
}
