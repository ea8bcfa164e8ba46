package eigensweep.checkpoint.onnx;

import static eigensweep.checkpoint.onnx.OnnxFile.floats;
import static eigensweep.checkpoint.onnx.OnnxFile.integers;
import static eigensweep.checkpoint.onnx.OnnxFile.list;
import static eigensweep.checkpoint.onnx.OnnxFile.longs;
import static eigensweep.checkpoint.onnx.OnnxFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a constant is, by the operator that reads it and through what stands between.
class OnnxRolesTest {

    @TempDir
    private Path folder;

    private void open(OnnxFile model, Consumer<Checkpoint> test) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(Files.write(folder.resolve("model.onnx"), model.bytes()))) {
            test.accept(checkpoint);
        }
    }

    /// A tensor of ones: what matters here is its shape.
    private static OnnxFile.Fields ones(String name, long... dims) {
        float[] values = new float[(int) Tensor.count(dims)];
        Arrays.fill(values, 1);
        return floats(name, dims, values);
    }

    private static OnnxFile counted(String name, long... dims) {
        float[] values = new float[(int) Tensor.count(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return new OnnxFile().initialiser(floats(name, dims, values));
    }

    @ParameterizedTest
    @CsvSource({
        "Conv, 1, CONVOLUTION",
        "ConvTranspose, 1, CONVOLUTION",
        "MatMul, 0, DENSE",
        "MatMul, 1, DENSE",
        "Gemm, 1, DENSE",
        "FusedMatMul, 1, DENSE",
        "Einsum, 1, DENSE",
        "Gather, 0, EMBEDDING",
        "EmbedLayerNormalization, 3, EMBEDDING",
        "LayerNormalization, 1, BIAS",
        "Gemm, 2, BIAS",
        "RotaryEmbedding, 2, BUFFER",
        "GridSample, 1, BUFFER",
        "Add, 1, UNKNOWN",
        "Mul, 0, UNKNOWN",
        "Gather, 1, UNKNOWN",
        "SomethingElse, 1, UNKNOWN"
    })
    void theOperatorDecides(String operator, int input, Use use) throws IOException {
        List<String> inputs = new ArrayList<>(Collections.nCopies(input + 1, "x"));
        inputs.set(input, "w");
        OnnxFile model = new OnnxFile().initialiser(ones("w", 4, 3)).node(operator, inputs, List.of("y"));

        open(model, checkpoint -> {
            assertThat(Opened.tensor(checkpoint, "w").meaning().use()).isEqualTo(use);
            assertThat(Opened.tensor(checkpoint, "w").meaning().axes()).isEqualTo(Axes.OUT_FIRST);
        });
    }

    @ParameterizedTest
    @CsvSource({"com.microsoft, DENSE", "'', UNKNOWN"})
    void operatorsOfOneNameAreToldByTheirDomain(String domain, Use use) throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(ones("w", 4, 12))
                .node("Attention", domain, "", List.of("x", "w"), List.of("y"));

        open(
                model,
                checkpoint -> assertThat(
                                Opened.tensor(checkpoint, "w").meaning().use())
                        .isEqualTo(use));
    }

    /// The first use that tells what a weight is counts: a table that is looked up, then multiplied with, is a table.
    @Test
    void aWeightOfTwoUsesIsWhatItIsFirst() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(ones("table", 5, 3))
                .node("Add", List.of("x", "table"), List.of("no matter"))
                .node("Gather", List.of("table", "ids"), List.of("hidden"))
                .node("Transpose", List.of("table"), List.of("head"))
                .node("MatMul", List.of("hidden", "head"), List.of("logits"));

        open(model, checkpoint -> {
            assertThat(checkpoint.tensors()).hasSize(1);
            assertThat(checkpoint.tensors().getFirst().meaning().use()).isEqualTo(Use.EMBEDDING);
        });
    }

    @Test
    void whatIsAddedIsAVectorOrNothingKnown() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(ones("bias", 1, 1, 6))
                .initialiser(ones("positions", 1, 5, 6))
                .node("Add", List.of("x", "bias"), List.of("y"))
                .node("Add", List.of("y", "positions"), List.of("z"));

        open(
                model,
                checkpoint -> assertThat(checkpoint.tensors())
                        .extracting(tensor -> tensor.meaning().use())
                        .containsExactly(Use.BIAS, Use.UNKNOWN));
    }

    @Test
    void onlyTablesOfNumbersAreEmbeddings() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(ones("cube", 2, 3, 4))
                .initialiser(tensor("ids", OnnxFile.INT32, new long[] {1, 2}, OnnxFile.int32Data(4, 5)))
                .node("Gather", List.of("cube", "i"), List.of("y"))
                .node("Gather", List.of("ids", "i"), List.of("z"));

        open(
                model,
                checkpoint -> assertThat(checkpoint.tensors())
                        .extracting(tensor -> tensor.meaning().use())
                        .containsOnly(Use.UNKNOWN));
    }

    @Test
    void aMatrixThatIsTurnedIsTheMatrix() throws IOException {
        OnnxFile model = counted("w", 2, 3)
                .node("Transpose", List.of("w"), List.of("t"), list("perm", 1, 0))
                .node("MatMul", List.of("x", "t"), List.of("y"));

        open(model, checkpoint -> {
            assertThat(Opened.tensor(checkpoint, "w").shape()).containsExactly(2, 3);
            assertThat(Opened.tensor(checkpoint, "w").meaning().use()).isEqualTo(Use.DENSE);
        });
    }

    /// TensorFlow's kernels, positions first.
    @Test
    void aKernelIsReadInTheOrderOfAxesThatTheOperatorSees() throws IOException {
        OnnxFile model = counted("k", 1, 2, 3, 4)
                .node("Transpose", List.of("k"), List.of("t"), list("perm", 3, 2, 0, 1))
                .node("Conv", List.of("x", "t"), List.of("y"));

        open(model, checkpoint -> {
            Tensor kernel = Opened.tensor(checkpoint, "k");
            assertThat(kernel.shape()).containsExactly(4, 3, 1, 2);
            assertThat(kernel.meaning().use()).isEqualTo(Use.CONVOLUTION);
            // Element (out, in, 0, position) is stored at ((0 * 2 + position) * 3 + in) * 4 + out.
            assertThat(Opened.values(kernel.matrix(0, 1, new long[] {0, 0, 0, 1}, 1.0)))
                    .startsWith(12, 16, 20, 13);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Reshape", "zero and rest", "old Reshape", "Flatten", "Squeeze", "Unsqueeze of rows", "Cast"})
    void viewsOfAConstantAreTheMatrix(String how) throws IOException {
        OnnxFile model = switch (how) {
            case "Reshape" ->
                counted("w", 6).initialiser(longs("shape", 2, 3)).node("Reshape", List.of("w", "shape"), List.of("v"));
            case "zero and rest" ->
                counted("w", 2, 3, 1)
                        .constant("shape", longs("", 0, -1))
                        .node("Reshape", List.of("w", "shape"), List.of("v"));
            case "old Reshape" -> counted("w", 3, 2).node("Reshape", List.of("w"), List.of("v"), list("shape", 2, 3));
            case "Flatten" -> counted("w", 2, 3, 1).node("Flatten", List.of("w"), List.of("v"));
            case "Squeeze" ->
                counted("w", 1, 2, 3).initialiser(longs("axes", 0)).node("Squeeze", List.of("w", "axes"), List.of("v"));
            case "Unsqueeze of rows" ->
                counted("w", 6)
                        .node("Unsqueeze", List.of("w"), List.of("u"), list("axes", -2))
                        .initialiser(longs("shape", 2, 3))
                        .node("Reshape", List.of("u", "shape"), List.of("v"));
            default -> counted("w", 2, 3).node("Cast", List.of("w"), List.of("v"), integers("to", 10));
        };

        open(model.node("MatMul", List.of("x", "v"), List.of("y")), checkpoint -> {
            Tensor weight = Opened.tensor(checkpoint, "w");
            assertThat(weight.shape()).containsExactly(2, 3);
            assertThat(weight.meaning().use()).isEqualTo(Use.DENSE);
            assertThat(Opened.values(weight.matrix(0, 1, new long[2], 1.0))).containsExactly(0, 1, 2, 3, 4, 5);
        });
    }

    @Test
    void halvesThatAreCastAreTheHalves() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(
                        tensor("w", OnnxFile.FLOAT16, new long[] {1, 2}, OnnxFile.raw(Bytes.shorts(0x3c00, 0xc000))))
                .node("Cast", List.of("w"), List.of("v"), integers("to", 1))
                .node("MatMul", List.of("x", "v"), List.of("y"));

        open(model, checkpoint -> {
            assertThat(Opened.tensor(checkpoint, "w").dtype()).isEqualTo(DType.F16);
            assertThat(Opened.tensor(checkpoint, "w").meaning().use()).isEqualTo(Use.DENSE);
        });
    }

    /// Its rows would be made of pieces of columns.
    @Test
    void whatIsNoViewIsNotSwept() throws IOException {
        OnnxFile model = counted("w", 2, 6)
                .node("Transpose", List.of("w"), List.of("t"))
                .constant("shape", longs("", 4, 3))
                .node("Reshape", List.of("t", "shape"), List.of("v"))
                .node("MatMul", List.of("x", "v"), List.of("y"));

        open(model, checkpoint -> {
            assertThat(Opened.tensor(checkpoint, "w").meaning().use()).isEqualTo(Use.PART);
            assertThat(Opened.tensor(checkpoint, "w").meaning().note()).contains("rearranged by Reshape");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stft.forward_basis_buffer",
                "If_0_then_branch__Inline_0__stft.forward_basis_buffer",
                "frontend.mel_basis",
                "logmel_extractor.melW",
                "spectrogram_extractor.stft.conv_real.weight"
            })
    void windowsAndFilterBanksAreNoParameters(String name) throws IOException {
        OnnxFile model = new OnnxFile().initialiser(ones(name, 6, 1, 4)).node("Conv", List.of("x", name), List.of("y"));

        open(model, checkpoint -> {
            assertThat(Opened.tensor(checkpoint, name).meaning().use()).isEqualTo(Use.BUFFER);
            assertThat(Opened.tensor(checkpoint, name).meaning().note()).contains("by its name");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"mel_encoder.conv.weight", "window_attention.qkv.weight", "melody.weight", "buffer.weight"})
    void weightsOfModulesWithSuchNamesAre(String name) throws IOException {
        OnnxFile model = new OnnxFile().initialiser(ones(name, 6, 1, 4)).node("Conv", List.of("x", name), List.of("y"));

        open(
                model,
                checkpoint -> assertThat(
                                Opened.tensor(checkpoint, name).meaning().use())
                        .isEqualTo(Use.CONVOLUTION));
    }

    @Test
    void recurrentWeightsAreMatricesADirection() throws IOException {
        OnnxFile model = counted("onnx::LSTM_1", 2, 4, 3)
                .initialiser(ones("onnx::LSTM_2", 2, 4, 1))
                .initialiser(ones("onnx::LSTM_3", 2, 8))
                .initialiser(ones("initial", 2, 1, 1))
                .initialiser(ones("onnx::LSTM_4", 1, 4, 2))
                .initialiser(ones("onnx::LSTM_5", 1, 4, 1))
                .node(
                        "LSTM",
                        "",
                        "/rnn/LSTM",
                        List.of("x", "onnx::LSTM_1", "onnx::LSTM_2", "onnx::LSTM_3", "", "initial"),
                        List.of("y"))
                .node("LSTM", "", "/rnn/LSTM_1", List.of("y", "onnx::LSTM_4", "onnx::LSTM_5"), List.of("z"));

        open(model, checkpoint -> {
            assertThat(Opened.names(checkpoint))
                    .containsExactly(
                            "rnn.weight_ih_l0",
                            "rnn.weight_ih_l0_reverse",
                            "rnn.weight_hh_l0",
                            "rnn.weight_hh_l0_reverse",
                            "rnn.bias_l0",
                            "initial",
                            "rnn.weight_ih_l1",
                            "rnn.weight_hh_l1");
            Tensor reverse = Opened.tensor(checkpoint, "rnn.weight_ih_l0_reverse");
            assertThat(reverse.meaning().use()).isEqualTo(Use.RECURRENT);
            assertThat(reverse.shape()).containsExactly(4, 3);
            assertThat(Opened.values(reverse)).startsWith(12, 13, 14).hasSize(12);
            assertThat(Opened.tensor(checkpoint, "rnn.bias_l0").meaning().use()).isEqualTo(Use.BIAS);
            assertThat(Opened.tensor(checkpoint, "initial").meaning().use()).isEqualTo(Use.BUFFER);
        });
    }

    /// PyTorch's gates are put in ONNX's order by the graph: the weight is what is stored, and recurrent.
    @Test
    void gatesInAnotherOrderAreStillRecurrent() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(ones("rnn.weight_ih", 4, 3))
                .node("Slice", List.of("rnn.weight_ih", "a", "b"), List.of("i"))
                .node("Slice", List.of("rnn.weight_ih", "c", "d"), List.of("f"))
                .node("Concat", List.of("i", "f"), List.of("g"))
                .node("Unsqueeze", List.of("g"), List.of("w"), list("axes", 0))
                .node("LSTM", List.of("x", "w", "r"), List.of("y"));

        open(model, checkpoint -> {
            assertThat(Opened.tensor(checkpoint, "rnn.weight_ih").meaning().use())
                    .isEqualTo(Use.RECURRENT);
            assertThat(Opened.tensor(checkpoint, "rnn.weight_ih").shape()).containsExactly(4, 3);
        });
    }
}
