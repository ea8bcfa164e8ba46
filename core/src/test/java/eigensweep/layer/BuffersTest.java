package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuffersTest {

    private static final int SIDE = 12;

    private static Layer layer(boolean buffers, Tensor tensor) {
        Checkpoint checkpoint = new Checkpoint(Path.of("model"), "test", List.of(tensor), List.of(), Arena.ofAuto());
        Selection selection = new Selection("*", "", Set.of(), "", buffers);
        return Layers.of(checkpoint, new LayerOptions(selection, 1, 1000, Convolution.POOLED, FusedQkv.WHOLE))
                .getFirst();
    }

    /// A square of elements `f(row, column)`, behind two axes of length 1.
    private static Tensor square(String name, IntBinaryOperator f) {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            int value = f.applyAsInt(i / SIDE, i % SIDE);
            values[i] = value == Integer.MIN_VALUE ? Float.NEGATIVE_INFINITY : value;
        }
        return Tensor.of(name, DType.F32, new long[] {1, 1, SIDE, SIDE}, MemorySegment.ofArray(Bytes.floats(values)))
                .meaning(Meaning.OUT_FIRST);
    }

    private static int weight(int row, int column) {
        return (row * 7 + column * 3) % 11 - 5;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transformer.h.0.attn.bias",
                "h.0.attn.masked_bias",
                "visual.layers.1.blocks.1.attn_mask",
                "encoder.rotary_emb.inv_freq",
                "layers.0.attn.relative_position_index",
                "embeddings.position_ids",
                "stft.forward_basis_buffer",
                "mel_basis",
                "preprocessor.featurizer.fb",
                "logmel_extractor.melW",
                "mel_scale.fb",
                "melW",
                "frontend.fbank",
                "convolution.tp._w3j_1_2_3",
                "bn.running_mean"
            })
    void buffersAreKnownByTheirNames(String name) {
        Tensor tensor = square(name, BuffersTest::weight);

        assertThat(layer(false, tensor).skipped()).startsWith("a buffer, not a parameter");
        assertThat(layer(true, tensor).isSwept()).isTrue();
    }

    @Test
    void masksAreKnownByTheirValues() {
        IntBinaryOperator causal = (i, j) -> j <= i ? 1 : 0;
        IntBinaryOperator infinite = (i, j) -> j <= i ? 0 : Integer.MIN_VALUE;
        IntBinaryOperator band = (i, j) -> Math.abs(i - j) < 3 ? 0 : -1_000_000;

        for (IntBinaryOperator mask : List.of(causal, infinite, band)) {
            assertThat(layer(false, square("text_model.thing", mask)).skipped()).contains("a mask");
        }
    }

    /// Nothing that was trained is of 0 and minus infinity, whatever it is called.
    @Test
    void aMaskOfInfinitiesIsOneUnderAnyName() {
        for (int infinity : new int[] {Integer.MIN_VALUE, -1_000_000_000}) {
            Tensor mask = square("m.weight", (i, j) -> j <= i ? 0 : infinity);

            assertThat(layer(false, mask).skipped()).contains("a mask");
            assertThat(layer(true, mask).isSwept()).isTrue();
        }
    }

    /// Sines and cosines of `p 10000^(-i / scale)`, in turn or all sines first.
    private static Tensor sinusoids(String name, boolean inTurn, double scale, float error, long... shape) {
        int rows = 20;
        int half = 6;
        float[] values = new float[rows * 2 * half];
        for (int p = 0; p < rows; p++) {
            for (int i = 0; i < half; i++) {
                double angle = p * Math.pow(1e4, -i / scale);
                values[2 * half * p + (inTurn ? 2 * i : i)] = (float) Math.sin(angle) + error * p;
                values[2 * half * p + (inTurn ? 2 * i + 1 : i + half)] = (float) Math.cos(angle);
            }
        }
        return Tensor.of(name, DType.F32, shape, MemorySegment.ofArray(Bytes.floats(values)))
                .meaning(Meaning.OUT_FIRST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transformer.pe",
                "pe",
                "encoder.pos_enc",
                "pos_encoding.pe",
                "embed_positions.weight",
                "position_embedding"
            })
    void tablesOfSinesAreKnownByTheirValues(String name) {
        for (Tensor table : List.of(
                sinusoids(name, true, 6, 0, 20, 12),
                sinusoids(name, false, 6, 0, 1, 20, 12),
                sinusoids(name, false, 5, 0, 20, 1, 12))) {
            assertThat(layer(false, table).skipped()).contains("a table of positions", "by its values");
        }
        Tensor trained = sinusoids(name, true, 6, 1e-3f, 20, 12);
        assertThat(layer(false, trained).isSwept()).isTrue();
    }

    @Test
    void aWeightThatHoldsSinesUnderAnotherNameIsSwept() {
        assertThat(layer(false, sinusoids("siren.weight", true, 6, 0, 20, 12)).isSwept())
                .isTrue();
    }

    @Test
    void weightsAreNoMasks() {
        assertThat(layer(false, square("proj", BuffersTest::weight)).isSwept()).isTrue();
        assertThat(layer(false, square("proj", (i, j) -> 0)).isSwept()).isTrue();
        assertThat(layer(false, square("conv.weight", (i, j) -> i == j ? 1 : 0)).isSwept())
                .isTrue();
        assertThat(layer(false, square("layer.0.attention.bias.weight", BuffersTest::weight))
                        .isSwept())
                .isTrue();
    }

    @Test
    void whatTheReaderCallsABufferIsOne() {
        Tensor tensor = square("window", BuffersTest::weight)
                .meaning(Meaning.OUT_FIRST.used(Use.BUFFER).noted("a constant of the STFT"));

        assertThat(layer(false, tensor).skipped()).contains("a buffer", "a constant of the STFT");
        assertThat(layer(true, tensor).isSwept()).isTrue();
    }

    /// How many matrices it would be made of, if it were a weight, is nobody's business then.
    @ParameterizedTest
    @ValueSource(strings = {"window", "layer1.0.weight"})
    void aBufferHasOnlyItsReason(String name) {
        Tensor tensor = Tensor.of(name, DType.F32, new long[] {2, 3, 4}, MemorySegment.ofArray(new byte[96]))
                .meaning(Meaning.OUT_FIRST.used(Use.BUFFER).noted("a constant of the STFT"));

        assertThat(layer(false, tensor).skipped()).isEqualTo("a buffer, not a parameter: a constant of the STFT");
    }
}
