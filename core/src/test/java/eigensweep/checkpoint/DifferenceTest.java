package eigensweep.checkpoint;

import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.numpy.NpyFile;
import eigensweep.checkpoint.onnx.OnnxFile;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import eigensweep.testing.Matrices;
import eigensweep.testing.Models;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DifferenceTest {

    @TempDir
    private Path folder;

    private static Tensor of(DType dtype, double[] values, long... shape) {
        MemorySegment data =
                Matrices.encoded(dtype, values, 1, values.length, 1).data();
        return Tensor.of("w", dtype, shape, data);
    }

    private static Tensor change(Tensor after, Tensor before) {
        return Difference.change(after, before, "before.pt");
    }

    private static double[] values(Tensor matrix) {
        return Opened.values(matrix.matrix(0, 1, new long[matrix.rank()], 1.0));
    }

    private static void assertNone(Tensor change, String why) {
        assertThat(change.meaning().use()).isEqualTo(Use.PART);
        assertThat(change.meaning().note()).isEqualTo(why);
    }

    /// The difference of two numbers of 8 or 11 significant bits needs no more bits than float64 has, if the
    /// smaller is not 2^40 times smaller; in bfloat16 itself 1 + 2^-7 - 2^-9 would be 1.
    @ParameterizedTest
    @EnumSource(names = {"BF16", "F16"})
    void isExactInFloat64(DType dtype) {
        double[] later = {1 + 0x1p-7, 100, -3, 0x1p-14};
        double[] earlier = {0x1p-9, 99.5, 0x1p-10, 1};
        double[] exact = {1 + 0x1p-7 - 0x1p-9, 0.5, -3 - 0x1p-10, 0x1p-14 - 1};

        Tensor change = change(of(dtype, later, 2, 2), of(dtype, earlier, 2, 2));

        assertThat(values(change)).containsExactly(exact);
        assertThat(change.encoding()).isEqualTo(dtype.name());
    }

    @Test
    void typesMayDifferAndTheRowSaysSo() {
        Tensor change = change(
                of(DType.F32, new double[] {1.5, 2, 3, 4}, 2, 2), of(DType.BF16, new double[] {1, 2, 4, 8}, 2, 2));

        assertThat(values(change)).containsExactly(0.5, 0, -1, -4);
        assertThat(change.encoding()).isEqualTo("F32 - BF16");
        assertThat(change.dtype()).isEqualTo(DType.F32);
    }

    /// A parameter may be kept transposed in memory, and another shape is another layer.
    @Test
    void elementsMeetByTheirIndexWhereverTheyLie() {
        double[] later = Matrices.gaussian(1, 5, 3);
        double[] earlier = Matrices.gaussian(2, 5, 3);
        Matrix across = Matrix.of(earlier, 5, 3).transposed();
        double[] columnByColumn = Opened.values(across);
        MemorySegment data = MemorySegment.ofArray(columnByColumn);
        long[] shape = {5, 3};
        Tensor before = new Tensor("w", "w", DType.F64, shape, Tensor.columnMajor(shape), data);

        Tensor change = change(of(DType.F64, later, 5, 3), before);

        assertThat(values(change)).containsExactly(Matrices.sequence(15, i -> later[i] - earlier[i]));
        Matrix m = change.matrix(0, 1, new long[2], 1.0);
        double[] row = new double[3];
        Widen.toF64(m.transposed().block(1, 2, 2, 3), 1, 0, 3, MemorySegment.ofArray(row), 0);
        assertThat(row).containsExactly(Matrices.sequence(3, i -> later[3 * (2 + i) + 2] - earlier[3 * (2 + i) + 2]));
    }

    @Test
    void everyPositionOfAKernelIsSubtracted() {
        double[] later = Matrices.gaussian(1, 4, 3 * 6);
        double[] earlier = Matrices.gaussian(2, 4, 3 * 6);

        Tensor change = change(of(DType.F64, later, 4, 3, 2, 3), of(DType.F64, earlier, 4, 3, 2, 3));

        Matrix slice = change.matrix(0, 1, new long[] {0, 0, 1, 2}, 2.0);
        assertThat(Opened.values(slice))
                .containsExactly(Matrices.sequence(12, i -> 2 * (later[6 * i + 5] - earlier[6 * i + 5])));
    }

    /// Dequantised weights, merged adapters: what a weight is made of stays as it is on either side.
    @Test
    void bothSidesMayBeMadeOfParts() {
        Tensor later = of(DType.F64, new double[] {1, 2, 3, 4}, 2, 2)
                .then(new Step.Times(of(DType.F64, new double[] {10, 100}, 2, 1), new long[] {1, 2}));
        Tensor earlier = of(DType.F64, new double[] {1, 1, 1, 1}, 2, 2)
                .then(new Step.Product(
                        of(DType.F64, new double[] {1, 2}, 2, 1), of(DType.F64, new double[] {3, 4}, 1, 2), 1));

        assertThat(values(change(later, earlier)))
                .containsExactly(10 - (1 + 3), 20 - (1 + 4), 300 - (1 + 6), 400 - (1 + 8));
    }

    @Test
    void whatIsTheSameIsUnchangedHoweverItIsStored() {
        String why = "unchanged: every element is that of before.pt";
        double[] values = {1, -2, Double.NaN, 4, 0, Double.NEGATIVE_INFINITY};
        Tensor after = of(DType.F32, values, 2, 3);

        assertNone(change(after, of(DType.F32, values, 2, 3)), why);
        assertNone(change(after, of(DType.BF16, values, 2, 3)), why);
        double[] negativeZero = {1, -2, Double.NaN, 4, -0.0, Double.NEGATIVE_INFINITY};
        assertNone(change(after, of(DType.F32, negativeZero, 2, 3)), why);
        assertNone(change(of(DType.F32, values, 1, 2, 3, 1), of(DType.F64, values, 1, 2, 3, 1)), why);
    }

    /// A block of 32 codes of ggml's Q8_0, their scale before them: 1 in float16 is 0x3c00, 2 is 0x4000.
    @Test
    void blocksOfCodesAreComparedToTheirEnd() {
        byte[] one = new byte[68];
        one[1] = 0x3c;
        one[2] = 5;
        one[35] = 0x3c;
        byte[] other = one.clone();
        other[35] = 0x40;
        other[67] = 3;
        long[] shape = {2, 32};
        Tensor before = Tensor.of("w", DType.Q8_0, shape, MemorySegment.ofArray(one));

        assertThat(change(Tensor.of("w", DType.Q8_0, shape, MemorySegment.ofArray(one.clone())), before)
                        .meaning()
                        .note())
                .startsWith("unchanged");
        Tensor change = change(Tensor.of("w", DType.Q8_0, shape, MemorySegment.ofArray(other)), before);
        assertThat(values(change)).containsExactly(Matrices.sequence(64, i -> i == 63 ? 6 : 0));
    }

    @Test
    void oneElementMakesADifference() {
        double[] values = Matrices.gaussian(3, 40, 3);
        for (int place : List.of(0, 1, 59, 118, 119)) {
            double[] other = values.clone();
            other[place] += 1;
            assertThat(change(of(DType.F64, other, 40, 3), of(DType.F64, values, 40, 3))
                            .steps())
                    .hasSize(1);
            assertThat(change(of(DType.F64, other, 4, 10, 3), of(DType.F64, values, 4, 10, 3))
                            .steps())
                    .hasSize(1);
        }
    }

    @Test
    void whatHasNoCounterpartSaysWhy() {
        Tensor after = of(DType.F32, new double[6], 2, 3);
        Tensor codes = Tensor.of("w", DType.I8, new long[] {2, 3}, MemorySegment.ofArray(new byte[6]));
        Tensor part = after.meaning(Meaning.UNKNOWN.used(Use.PART).noted("codes of a GPTQ weight"));
        long[] shape = {2, 3};
        Tensor expanded = new Tensor("w", "w", DType.F32, shape, new long[] {0, 1}, after.data());

        assertNone(Difference.change(after, null, "before.pt"), "not in before.pt");
        assertNone(change(after, of(DType.F32, new double[6], 3, 2)), "of another shape in before.pt: 3 x 2");
        assertNone(change(after, codes), "no weight in before.pt: I8 codes or an expanded view");
        assertNone(change(after, expanded), "no weight in before.pt: F32 codes or an expanded view");
        assertNone(change(after, part), "no weight in before.pt: codes of a GPTQ weight");
    }

    /// A shard of DeepSpeed's ZeRO-3: an incomplete model is no zero.
    @Test
    void aWeightWhoseElementsAreElsewhereIsMissing() {
        Tensor nothing = Tensor.of("w", DType.F32, new long[] {0}, MemorySegment.NULL);
        Tensor change = change(of(DType.F32, new double[6], 2, 3), nothing);

        assertThat(change.meaning().use()).isEqualTo(Use.MISSING);
        assertThat(change.meaning().note())
                .isEqualTo("has no elements in before.pt, which is incomplete; gather that" + " model first");
    }

    /// MLX keeps the positions of a kernel between outputs and inputs.
    @Test
    void kernelsOfAnotherOrderDoNotMeet() {
        Tensor torch = of(DType.F32, new double[54], 2, 3, 3, 3).meaning(Meaning.OUT_FIRST);
        Tensor mlx = of(DType.F32, Matrices.gaussian(1, 1, 54), 2, 3, 3, 3)
                .meaning(new Meaning(Meaning.Axes.POSITIONS_BETWEEN, Use.CONVOLUTION, null, ""));

        assertNone(change(torch, mlx), "with its axes in another order in before.pt");
        assertThat(change(torch, mlx.meaning(Meaning.UNKNOWN)).steps()).hasSize(1);
    }

    @Test
    void whatIsToBeKnownOfEitherSideIsKnownOfTheChange() {
        Tensor after = of(DType.F32, new double[] {1, 2, 3, 4}, 2, 2);
        Tensor before = of(DType.F32, new double[4], 2, 2)
                .meaning(Meaning.OUT_FIRST.encoded("F8_E4M3 (dequantised)").noted("by blocks"));

        Meaning known = change(after, before).meaning();

        assertThat(known.note()).isEqualTo("in before.pt: by blocks");
        assertThat(known.encoding()).isEqualTo("F32 - F8_E4M3 (dequantised)");
    }

    @Test
    void layersComeInTheOrderOfTheModelAfterThenThoseThatAreGone() {
        Path before = Models.write(
                folder.resolve("before"),
                tensor("module.gone.weight", new double[6], 2, 3),
                tensor("module.a.weight", new double[] {1, 2, 3, 4}, 2, 2),
                tensor("module.a.bias", new double[2], 2));
        Path after = Models.write(
                folder.resolve("after"),
                tensor("new.weight", new double[4], 2, 2),
                tensor("a.bias", new double[2], 2),
                tensor("a.weight", new double[] {2, 2, 2, 2}, 2, 2));

        try (Checkpoint change = Checkpoints.openDifference(after.toString(), before.toString())) {
            assertThat(Opened.names(change)).containsExactly("new.weight", "a.bias", "a.weight", "module.gone.weight");
            assertThat(change.tensors())
                    .extracting(tensor -> tensor.meaning().note())
                    .containsExactly("not in " + before, "", "", "only in " + before);
            assertThat(values(change.tensors().get(2))).containsExactly(1, 0, -1, -2);
            assertThat(change.format()).isEqualTo("safetensors minus safetensors");
            assertThat(change.files()).containsExactly(after);
            Checkpoint.Subtracted minus = Objects.requireNonNull(change.minus());
            assertThat(minus.name()).isEqualTo(before.toString());
            assertThat(minus.files()).containsExactly(before);
            assertThat(change.remarks()).hasSize(1).first().asString().contains("without module.");
        }
    }

    @Test
    void whatIsNoWeightIsLeftToItsOwnReason() {
        Entry codes = new Entry("codes", DType.I8, new long[] {2, 2}, data -> {});
        Entry empty = new Entry("empty", DType.F32, new long[] {0, 2}, data -> {});
        Path before = Models.write(folder.resolve("before"), codes, empty, tensor("v", new double[2], 2));
        Path after = Models.write(folder.resolve("after"), codes, empty, tensor("v", new double[] {1, 2}, 2));

        try (Checkpoint change = Checkpoints.openDifference(after.toString(), before.toString())) {
            assertThat(change.tensors()).hasSize(3).allSatisfy(tensor -> {
                assertThat(tensor.meaning().use()).isNotEqualTo(Use.PART);
                assertThat(tensor.isStored()).isTrue();
            });
        }
    }

    @Test
    void anAdapterIsItsUpdate() throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), "{\"lora_alpha\": 2, \"r\": 1}");
        Path adapter = Models.write(
                folder.resolve("adapter_model.safetensors"),
                tensor("base_model.model.query.lora_A.weight", new double[] {1, 2}, 1, 2),
                tensor("base_model.model.query.lora_B.weight", new double[] {3, 4}, 2, 1),
                tensor("base_model.model.head.weight", new double[] {5, 6, 7, 8}, 2, 2));
        Path base = Models.write(
                folder.resolve("base"),
                tensor("query.weight", new double[] {1, 1, 1, 1}, 2, 2),
                tensor("key.weight", new double[] {1, 1, 1, 1}, 2, 2),
                tensor("head.weight", new double[] {4, 4, 4, 4}, 2, 2));

        try (Checkpoint change = Checkpoints.openDifference(adapter.toString(), base.toString())) {
            assertThat(Opened.names(change)).containsExactly("query.weight", "head.weight");
            assertThat(values(change.tensors().getFirst())).containsExactly(6, 12, 8, 16);
            assertThat(values(change.tensors().getLast()))
                    .as("a module that is saved whole")
                    .containsExactly(1, 2, 3, 4);
            assertThat(change.remarks())
                    .containsExactly(adapter + " is a LoRA adapter: its updates are the change to " + base);
        }
        assertRefused(base, adapter, "is a LoRA adapter, no model");
    }

    /// DoRA: `m (W + B A) / |W + B A|`, a row each. Here `W + B A` is (3, 4) and (0, 2), and `m` is 10 and 1.
    @Test
    void anAdapterThatMultipliesIsWhatItMakesOfTheModelBefore() throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), "{\"lora_alpha\": 1, \"r\": 1, \"use_dora\": true}");
        Path adapter = Models.write(
                folder.resolve("adapter_model.safetensors"),
                tensor("base_model.model.query.lora_A.weight", new double[] {1, 2}, 1, 2),
                tensor("base_model.model.query.lora_B.weight", new double[] {2, 0}, 2, 1),
                tensor("base_model.model.query.lora_magnitude_vector", new double[] {10, 1}, 2));
        Path base = Models.write(
                folder.resolve("base"),
                tensor("query.weight", new double[] {1, 0, 0, 2}, 2, 2),
                tensor("key.weight", new double[] {1, 1, 1, 1}, 2, 2));

        try (Checkpoint change = Checkpoints.openDifference(adapter.toString(), base.toString())) {
            assertThat(Opened.names(change)).containsExactly("query.weight", "key.weight");
            assertThat(values(change.tensors().getFirst())).containsExactly(6 - 1, 8, 0, 1 - 2);
            assertNone(change.tensors().getLast(), "unchanged: every element is that of " + base);
        }
    }

    /// ONNX multiplies from the right: its 2 x 2 matrix is the transpose of that of PyTorch, and nothing
    /// shows it.
    @Test
    void formatsThatOrderElementsOtherwiseAreNotMixed() throws IOException {
        Path onnx = Files.write(
                folder.resolve("a.onnx"),
                new OnnxFile()
                        .initialiser(OnnxFile.floats("fc.weight", new long[] {2, 2}, 1, 2, 3, 4))
                        .bytes());
        Path torch = Models.write(folder.resolve("b"), tensor("fc.weight", new double[4], 2, 2));

        assertRefused(onnx, torch, "is ONNX and", "is safetensors", "of one format");
        assertRefused(torch, onnx, "is safetensors and", "of one format");
        try (Checkpoint same = Checkpoints.openDifference(onnx.toString(), onnx.toString())) {
            assertNone(same.tensors().getFirst(), "unchanged: every element is that of " + onnx);
        }
    }

    private static void assertRefused(Path after, Path before, String... says) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.openDifference(after.toString(), before.toString())
                        .close())
                .satisfies(e -> Arrays.stream(says)
                        .forEach(said -> assertThat(e.getMessage()).contains(said)));
    }

    /// NumPy keeps bare arrays in either order; a difference meets elements, not bytes.
    @Test
    void ofArraysInEitherOrder() throws IOException {
        Path rows = Files.write(folder.resolve("w.npy"), NpyFile.of("<f4", "(2, 3)", Bytes.floats(1, 2, 3, 4, 5, 6)));
        Path elsewhere = Files.createDirectory(folder.resolve("before"));
        Path columns = Files.write(
                elsewhere.resolve("w.npy"),
                NpyFile.of(1, NpyFile.header("<f4", true, "(2, 3)"), Bytes.floats(1, 4, 2, 5, 3, 7)));

        try (Checkpoint change = Checkpoints.openDifference(rows.toString(), columns.toString())) {
            assertThat(values(change.tensors().getFirst())).containsExactly(0, 0, 0, 0, 0, -1);
        }
    }
}
