package eigensweep.checkpoint.onnx;

import static eigensweep.checkpoint.onnx.OnnxFile.body;
import static eigensweep.checkpoint.onnx.OnnxFile.floats;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights wherever a model keeps them: in graphs within nodes, in functions, in constant nodes of every kind.
class OnnxGraphsTest {

    private static final long[] TWO_BY_TWO = {2, 2};

    @TempDir
    private Path folder;

    private Path file(OnnxFile model) throws IOException {
        return Files.write(folder.resolve("model.onnx"), model.bytes());
    }

    private static OnnxFile.Fields matrix(String name, float first) {
        return floats(name, TWO_BY_TWO, first, 1, 2, 3);
    }

    private static OnnxFile reading(String weight) {
        return new OnnxFile().node("MatMul", List.of("x", weight), List.of("y"));
    }

    private static double first(Checkpoint checkpoint, String name) {
        return Opened.values(Opened.tensor(checkpoint, name))[0];
    }

    @Test
    void graphsWithinNodesHaveWeights() throws IOException {
        OnnxFile innermost = reading("scan.weight").initialiser(matrix("scan.weight", 4));
        OnnxFile loop = reading("loop.weight")
                .constant("loop.weight", matrix("", 3))
                .node("Scan", List.of("s"), List.of("t"), body("body", innermost));
        OnnxFile model = reading("outer.weight")
                .initialiser(matrix("outer.weight", 1))
                .node(
                        "If",
                        List.of("condition"),
                        List.of("z"),
                        body("then_branch", reading("inner.weight").initialiser(matrix("inner.weight", 2))),
                        body("else_branch", reading("outer.weight")))
                .node("Loop", List.of("", "c"), List.of("v"), body("body", loop));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly("outer.weight", "inner.weight", "loop.weight", "scan.weight");
            assertThat(checkpoint.tensors())
                    .allSatisfy(tensor -> assertThat(tensor.meaning().use()).isEqualTo(Use.DENSE));
            assertThat(first(checkpoint, "inner.weight")).isEqualTo(2);
            assertThat(first(checkpoint, "scan.weight")).isEqualTo(4);
        }
    }

    @Test
    void namesThatAreTakenGetTheNodeBeforeThem() throws IOException {
        OnnxFile model = reading("w")
                .initialiser(matrix("w", 1))
                .node(
                        "If",
                        "",
                        "/net/If",
                        List.of("condition"),
                        List.of("z"),
                        body("then_branch", reading("w").initialiser(matrix("w", 2))),
                        body("else_branch", reading("w").initialiser(matrix("w", 3))))
                .node(
                        "If",
                        List.of("condition"),
                        List.of("z"),
                        body("then_branch", reading("w").initialiser(matrix("w", 4))));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint)).containsExactly("w", "net.If.w", "net.If.w#1", "If.w");
            assertThat(checkpoint.tensors()).extracting(Tensor::storedName).containsOnly("w");
            assertThat(first(checkpoint, "net.If.w")).isEqualTo(2);
            assertThat(first(checkpoint, "net.If.w#1")).isEqualTo(3);
            assertThat(first(checkpoint, "If.w")).isEqualTo(4);
        }
    }

    /// A linear layer as a function, as PyTorch's exporter writes modules, and one that turns its weight.
    @Test
    void functionsTellWhatTheyAreGiven() throws IOException {
        OnnxFile turned = new OnnxFile().node("Transpose", List.of("m"), List.of("t"));
        OnnxFile linear = new OnnxFile()
                .node("Turned", OnnxFile.FUNCTIONS, "", List.of("weight"), List.of("t"))
                .node("MatMul", List.of("x", "t"), List.of("product"))
                .node("Add", List.of("product", "bias"), List.of("y"))
                .constant("scale", matrix("", 9))
                .node("Gemm", List.of("y", "scale"), List.of("z"));
        OnnxFile model = new OnnxFile()
                .function("Turned", List.of("m"), List.of("t"), turned)
                .function("Linear", List.of("x", "weight", "bias"), List.of("z"), linear)
                .initialiser(matrix("unread", 0))
                .initialiser(matrix("b.weight", 2))
                .initialiser(matrix("a.weight", 1))
                .initialiser(floats("a.bias", new long[] {1, 2}, 5, 6))
                .node("Linear", OnnxFile.FUNCTIONS, "/a", List.of("i", "a.weight", "a.bias"), List.of("j"))
                .node("Linear", OnnxFile.FUNCTIONS, "/b", List.of("j", "b.weight", "a.bias"), List.of("k"));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint)).containsExactly("a.weight", "a.bias", "scale", "b.weight", "unread");
            assertThat(checkpoint.tensors())
                    .extracting(tensor -> tensor.meaning().use())
                    .containsExactly(Use.DENSE, Use.BIAS, Use.DENSE, Use.DENSE, Use.UNKNOWN);
        }
    }

    /// The matrix that a value is after a function has turned it is the matrix that went in.
    @Test
    void whatFunctionsGiveBackIsFollowed() throws IOException {
        OnnxFile turned = new OnnxFile().node("Transpose", List.of("m"), List.of("t"));
        OnnxFile model = new OnnxFile()
                .function("Turned", List.of("m"), List.of("t"), turned)
                .initialiser(floats("onnx::MatMul_1", new long[] {1, 2}, 7, 8))
                .node("Turned", OnnxFile.FUNCTIONS, "", List.of("onnx::MatMul_1"), List.of("t"))
                .node("MatMul", "/fc/MatMul", "x", "t");

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            Tensor weight = Opened.tensor(checkpoint, "fc.weight");
            assertThat(weight.meaning().use()).isEqualTo(Use.DENSE);
            assertThat(weight.shape()).containsExactly(1, 2);
        }
    }

    @Test
    void layersComeInTheOrderOfTheirFirstUse() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(matrix("never", 0))
                .initialiser(matrix("second", 2))
                .initialiser(matrix("third", 3))
                .initialiser(matrix("first", 1))
                .constant("no constant either", matrix("", 0))
                .node("Identity", List.of("third"), List.of("copy"))
                .node("MatMul", List.of("x", "first"), List.of("y"))
                .node("MatMul", List.of("y", "second"), List.of("z"))
                .node("MatMul", List.of("z", "copy"), List.of("v"))
                .node("MatMul", List.of("v", "first"), List.of("u"));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly("first", "second", "third", "never", "no constant either");
        }
    }

    @Test
    void numbersInAttributesAreVectors() throws IOException {
        OnnxFile model = new OnnxFile()
                .constant("one", "value_float", out -> out.writeFloat(2, 2.5f))
                .constant("floats", "value_floats", out -> {
                    out.writeFloat(7, 1);
                    out.writeFloat(7, 2);
                })
                .constant("packed", "value_floats", out -> out.writeByteArray(7, Bytes.floats(1, 2, 3, 4)))
                .constant("integers", "value_ints", out -> {
                    out.writeInt64(8, 2);
                    out.writeInt64(8, -1);
                })
                .constant("text", "value_string", out -> out.writeString(4, "no number"))
                .node("Reshape", List.of("packed", "integers"), List.of("matrix"))
                .node("MatMul", "/fc/MatMul", "x", "matrix");

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint)).containsExactly("packed", "one", "floats", "integers", "text");
            assertThat(Opened.tensor(checkpoint, "packed").shape()).containsExactly(2, 2);
            assertThat(Opened.values(Opened.tensor(checkpoint, "packed"))).containsExactly(1, 2, 3, 4);
            assertThat(Opened.values(Opened.tensor(checkpoint, "one"))).containsExactly(2.5);
            assertThat(Opened.values(Opened.tensor(checkpoint, "floats"))).containsExactly(1, 2);
        }
    }

    @Test
    void sparseTensorsAreNamedWithTheReason() throws IOException {
        OnnxFile model = new OnnxFile()
                .sparseInitialiser("sparse.weight", 30, 40)
                .node("MatMul", List.of("x", "sparse.weight"), List.of("y"));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            Tensor sparse = Opened.tensor(checkpoint, "sparse.weight");
            assertThat(sparse.shape()).containsExactly(30, 40);
            assertThat(sparse.encoding()).isEqualTo("sparse F32");
            assertThat(sparse.meaning().use()).isEqualTo(Use.PART);
            assertThat(sparse.meaning().note()).contains("sparse");
        }
    }

    @Test
    void graphsWithinGraphsWithoutEndAreRefused() throws IOException {
        OnnxFile deep = reading("w");
        for (int i = 0; i < 31; i++) {
            deep = new OnnxFile().node("If", List.of("c"), List.of("z"), body("then_branch", deep));
        }
        Checkpoints.open(file(deep)).close();
        OnnxFile deeper = new OnnxFile().node("If", List.of("c"), List.of("z"), body("then_branch", deep));
        Opened.assertRefused(file(deeper), "nested more than 32 deep");
    }

    @Test
    void functionsThatCallThemselvesAreRefused() throws IOException {
        OnnxFile body = new OnnxFile().node("F", OnnxFile.FUNCTIONS, "", List.of("x"), List.of("y"));
        OnnxFile model = new OnnxFile()
                .function("F", List.of("x"), List.of("y"), body)
                .node("F", OnnxFile.FUNCTIONS, "", List.of("i"), List.of("j"));

        Opened.assertRefused(file(model), "nested more than 32 deep");
    }

    /// Each of 25 functions calls the next one twice: 33 million nodes.
    @Test
    void functionsThatMultiplyAreRefused() throws IOException {
        OnnxFile model = new OnnxFile();
        for (int i = 0; i < 25; i++) {
            String next = "F" + (i + 1);
            OnnxFile body = new OnnxFile();
            IntStream.range(0, 2).forEach(call -> body.node(next, OnnxFile.FUNCTIONS, "", List.of(), List.of()));
            model.function("F" + i, List.of(), List.of(), body);
        }
        Opened.assertRefused(
                file(model.node("F0", OnnxFile.FUNCTIONS, "", List.of(), List.of())), "more than 1048576 nodes");
    }
}
