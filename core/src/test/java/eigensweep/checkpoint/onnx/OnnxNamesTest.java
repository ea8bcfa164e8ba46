package eigensweep.checkpoint.onnx;

import static eigensweep.checkpoint.onnx.OnnxFile.floats;
import static eigensweep.checkpoint.onnx.OnnxFile.message;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What weights are called whose names an exporter made up.
class OnnxNamesTest {

    @TempDir
    private Path folder;

    private List<String> names(OnnxFile model) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(Files.write(folder.resolve("model.onnx"), model.bytes()))) {
            return Opened.names(checkpoint);
        }
    }

    private static OnnxFile weights(String... names) {
        OnnxFile model = new OnnxFile();
        for (String name : names) {
            model.initialiser(floats(name, new long[] {1, 2}, 1, 2));
        }
        return model;
    }

    /// PyTorch's newer exporter calls what it folded `val_0`, but writes the modules of a node into its metadata.
    @Test
    void theModuleInTheMetadataIsBest() throws IOException {
        OnnxFile model = weights("val_0", "val_1");
        for (String scopes : new String[] {"['', 'layer.0', 'layer.0.query', 'linear']", "['', 'linear_1']"}) {
            String weight = scopes.contains("query") ? "val_0" : "val_1";
            model.node(out -> {
                out.writeString(1, "x");
                out.writeString(1, weight);
                out.writeString(2, "y");
                out.writeString(3, "node_" + weight);
                out.writeString(4, "MatMul");
                for (String key : new String[] {"pkg.torch.onnx.stack_trace", "pkg.torch.onnx.name_scopes"}) {
                    message(9, entry -> {
                                entry.writeString(1, key);
                                entry.writeString(2, scopes);
                            })
                            .write(out);
                }
            });
        }

        assertThat(names(model)).containsExactly("layer.0.query.weight", "node_val_1.weight");
    }

    @Test
    void theBiasThatIsAddedTellsTheModule() throws IOException {
        OnnxFile model = weights("787", "788", "789", "encoder.query.bias", "head.bias", "kernel.bias")
                .node("MatMul", "", "MatMul_12", List.of("x", "787"), List.of("12"))
                .node("Add", List.of("encoder.query.bias", "12"), List.of("13"))
                .node("Gemm", "", "Gemm_14", List.of("13", "788", "head.bias"), List.of("14"))
                .node("Conv", "", "Conv_15", List.of("14", "789", "kernel.bias"), List.of("15"));

        assertThat(names(model))
                .containsExactly(
                        "encoder.query.weight",
                        "encoder.query.bias",
                        "head.weight",
                        "head.bias",
                        "kernel.weight",
                        "kernel.bias");
    }

    @ParameterizedTest
    @CsvSource({
        "encoder.fc1, y, encoder.fc1.weight",
        "/MatMul_3, y, MatMul_3.weight",
        "Conv_0_quant, y, Conv_0.weight",
        "'', logits, logits.weight",
        "'', 788, 787",
        "'', MatMul_3_output_0, 787",
        "'', dense/MatMul:0, 787",
        "a/relu/Relu;a/c1/BiasAdd;a/c2/Conv2D;a/c1/Conv2D1, y, a.c1.weight",
        "model/dense/MatMul;model/dense/BiasAdd, y, model.dense.weight"
    })
    void elseTheNodeOrWhatItMakesIsTheName(String node, String output, String name) throws IOException {
        OnnxFile model = weights("787").node("MatMul", "", node, List.of("x", "787"), List.of(output));

        assertThat(names(model)).containsExactly(name);
    }

    /// Exporters share what two modules have alike: the one whose own it is reads it without a copy in between.
    @Test
    void theReaderItselfNamesAWeightBeforeTheReaderOfACopy() throws IOException {
        OnnxFile model = weights("onnx::MatMul_7", "onnx::MatMul_8")
                .node("Identity", List.of("onnx::MatMul_7"), List.of("copy"))
                .node("MatMul", "/layer/fc1/MatMul", "x", "copy")
                .node("MatMul", "/layer/fc2/MatMul", "x", "onnx::MatMul_7")
                .node("Identity", List.of("onnx::MatMul_8"), List.of("copy of another"))
                .node("MatMul", "/layer/fc3/MatMul", "x", "copy of another")
                .node("MatMul", List.of("x", "onnx::MatMul_8"), List.of("z"));

        assertThat(names(model)).containsExactly("layer.fc2.weight", "layer.fc3.weight");
    }

    /// ONNX Runtime GenAI writes the operator before `weight`.
    @Test
    void theOperatorIsNoPartOfAName() throws IOException {
        OnnxFile model = weights("layers.0.q_proj.MatMul.weight", "x.weight", "x.MatMul.weight")
                .node("MatMul", List.of("i", "layers.0.q_proj.MatMul.weight"), List.of("j"));

        assertThat(names(model)).containsExactly("layers.0.q_proj.weight", "x.weight", "x.MatMul.weight");
    }

    @Test
    void namesOfWeightsAreKept() throws IOException {
        OnnxFile model = weights("conv2d_0.w_0", "StatefulPartitionedCall/dense/MatMul/ReadVariableOp:0")
                .node("Conv", "", "p2o.Conv.0", List.of("x", "conv2d_0.w_0"), List.of("y"))
                .node(
                        "MatMul",
                        "",
                        "dense/MatMul",
                        List.of("y", "StatefulPartitionedCall/dense/MatMul/ReadVariableOp:0"),
                        List.of("z"));

        assertThat(names(model))
                .containsExactly("conv2d_0.w_0", "StatefulPartitionedCall/dense/MatMul/ReadVariableOp:0");
    }
}
