package eigensweep.checkpoint.onnx;

import static eigensweep.checkpoint.onnx.OnnxFile.codes;
import static eigensweep.checkpoint.onnx.OnnxFile.floats;
import static eigensweep.checkpoint.onnx.OnnxFile.integers;
import static eigensweep.checkpoint.onnx.OnnxFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights of `(code - zero point) * scale`, wherever the three are found. Products here are exact in binary.
class OnnxQuantisedTest {

    private static final String MICROSOFT = "com.microsoft";

    @TempDir
    private Path folder;

    private void open(OnnxFile model, Consumer<Checkpoint> test) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(Files.write(folder.resolve("model.onnx"), model.bytes()))) {
            test.accept(checkpoint);
        }
    }

    private static OnnxFile.Fields scalar(String name, float value) {
        return floats(name, new long[0], value);
    }

    private static void assertWeight(Checkpoint checkpoint, String name, String encoding, double... values) {
        Tensor weight = Opened.tensor(checkpoint, name);
        assertThat(weight.encoding()).isEqualTo(encoding);
        assertThat(Opened.values(weight.matrix(0, 1, new long[weight.rank()], 1.0)))
                .containsExactly(values);
    }

    private static void assertPart(Checkpoint checkpoint, String name, String note) {
        assertThat(Opened.tensor(checkpoint, name).meaning().use()).isEqualTo(Use.PART);
        assertThat(Opened.tensor(checkpoint, name).meaning().note()).contains(note);
    }

    @Test
    void oneScaleForAll() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("fc.weight_quantized", OnnxFile.UINT8, new long[] {2, 2}, 0, 128, 129, 255))
                .initialiser(scalar("s", 0.5f))
                .initialiser(codes("z", OnnxFile.UINT8, new long[0], 128))
                .node("DequantizeLinear", List.of("fc.weight_quantized", "s", "z"), List.of("w"))
                .node("Transpose", List.of("w"), List.of("t"))
                .node("MatMul", List.of("x", "t"), List.of("y"));

        open(model, checkpoint -> {
            assertWeight(checkpoint, "fc.weight", "U8 (dequantised)", -64, 0, 0.5, 63.5);
            assertThat(Opened.tensor(checkpoint, "fc.weight").meaning().use()).isEqualTo(Use.DENSE);
            assertThat(Opened.tensor(checkpoint, "fc.weight").storedName()).isEqualTo("fc.weight_quantized");
            assertPart(checkpoint, "s", "scales or zero points of fc.weight_quantized");
            assertPart(checkpoint, "z", "scales or zero points of fc.weight_quantized");
        });
    }

    @Test
    void oneScaleForEachIndexOfAnAxis() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("rows", OnnxFile.INT8, new long[] {2, 2}, 1, -2, 3, -128))
                .initialiser(codes("columns", OnnxFile.INT8, new long[] {2, 2}, 1, -2, 3, -128))
                .initialiser(floats("s", new long[] {2}, 2, 0.5f))
                .initialiser(codes("z", OnnxFile.INT8, new long[] {2}, 1, 0))
                .node("DequantizeLinear", List.of("rows", "s", "z"), List.of("r"), integers("axis", -2))
                .node("DequantizeLinear", List.of("columns", "s"), List.of("c"))
                .node("Gemm", List.of("x", "r"), List.of("y"), integers("transB", 1))
                .node("MatMul", List.of("y", "c"), List.of("z"));

        open(model, checkpoint -> {
            assertWeight(checkpoint, "rows", "I8 (dequantised)", 0, -6, 1.5, -64);
            assertWeight(checkpoint, "columns", "I8 (dequantised)", 2, -1, 6, -64);
        });
    }

    /// Blocks of two rows, of which the last is not full; two codes in a byte, the first in the lower half.
    @Test
    void oneScaleForEachBlock() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("w", OnnxFile.INT4, new long[] {3, 2}, 0x21, 0x87, 0xf0))
                .initialiser(floats("s", new long[] {2, 2}, 1, 2, 4, 8))
                .initialiser(codes("z", OnnxFile.INT4, new long[] {2, 2}, 0x10, 0x00))
                .node(
                        "DequantizeLinear",
                        List.of("w", "s", "z"),
                        List.of("d"),
                        integers("axis", 0),
                        integers("block_size", 2))
                .node("MatMul", List.of("x", "d"), List.of("y"));

        // Codes 1 2 / 7 -8 / 0 -1; zero points 0 1 / 0 0.
        open(model, checkpoint -> assertWeight(checkpoint, "w", "I4 (dequantised)", 1, 2, 7, -18, 0, -8));
    }

    @Test
    void float8IsNothingWithoutItsScale() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(tensor("w", 17, new long[] {1, 2}, OnnxFile.int32Data(0x38, 0xb8)))
                .initialiser(tensor("v", 17, new long[] {1, 2}, OnnxFile.int32Data(0x38, 0xb8)))
                .initialiser(scalar("s", 4))
                .initialiser(floats("too many", new long[] {3}, 1, 2, 3))
                .node("DequantizeLinear", List.of("w", "s"), List.of("d"))
                .node("DequantizeLinear", List.of("v", "too many"), List.of("e"))
                .node("MatMul", List.of("x", "d"), List.of("y"))
                .node("Add", List.of("y", "e"), List.of("z"));

        open(model, checkpoint -> {
            assertWeight(checkpoint, "w", "F8_E4M3 (dequantised)", 4, -4);
            assertPart(checkpoint, "v", "do not fit their shape, 1 x 2");
        });
    }

    /// As `quantize_dynamic` of ONNX Runtime writes it: the scales come after the product of the integers.
    @Test
    void scalesAfterTheProductOfIntegers() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("onnx::MatMul_7_quantized", OnnxFile.INT8, new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(floats("ws", new long[] {2}, 0.5f, 4))
                .initialiser(codes("wz", OnnxFile.INT8, new long[] {2}, 1, 0))
                .node("DynamicQuantizeLinear", List.of("x"), List.of("q", "qs", "qz"))
                .node(
                        "MatMulInteger",
                        "",
                        "/fc/MatMul_quant",
                        List.of("q", "onnx::MatMul_7_quantized", "qz", "wz"),
                        List.of("i"))
                .node("Cast", List.of("i"), List.of("f"), integers("to", 1))
                .node("Mul", List.of("qs", "ws"), List.of("scales"))
                .node("Mul", List.of("f", "scales"), List.of("y"));

        open(model, checkpoint -> assertWeight(checkpoint, "fc.weight", "I8 (dequantised)", 0, 8, 1, 16));
    }

    /// The one constant may be the product of both scales.
    @Test
    void scalesThatCannotBeToldApartAreNotBelieved() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("w", OnnxFile.INT8, new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(scalar("both", 0.5f))
                .node("MatMulInteger", List.of("q", "w"), List.of("i"))
                .node("Cast", List.of("i"), List.of("f"), integers("to", 1))
                .node("Mul", List.of("f", "both"), List.of("y"))
                .node("Mul", List.of("y", "gate"), List.of("z"));

        open(model, checkpoint -> assertPart(checkpoint, "w", "codes whose scales were not found"));
    }

    @Test
    void tablesAreDequantisedAfterTheyAreLookedUp() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("emb.weight_quantized", OnnxFile.UINT8, new long[] {2, 2}, 10, 11, 12, 13))
                .initialiser(scalar("s", 0.25f))
                .initialiser(codes("z", OnnxFile.UINT8, new long[0], 10))
                .node("Gather", List.of("emb.weight_quantized", "ids"), List.of("g"))
                .node("DequantizeLinear", List.of("g", "s", "z"), List.of("y"));

        open(model, checkpoint -> {
            assertWeight(checkpoint, "emb.weight", "U8 (dequantised)", 0, 0.25, 0.5, 0.75);
            assertThat(Opened.tensor(checkpoint, "emb.weight").meaning().use()).isEqualTo(Use.EMBEDDING);
        });
    }

    /// A kernel as a graph of plain operators dequantises it, scaled by output channel.
    @Test
    void codesThatAGraphItselfScales() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("k", OnnxFile.INT8, new long[] {2, 1, 2}, 1, 2, 3, 4))
                .initialiser(codes("z", OnnxFile.INT8, new long[0], 1))
                .initialiser(floats("s", new long[] {2, 1, 1}, 0.5f, 8))
                .node("Cast", List.of("k"), List.of("f"), integers("to", 1))
                .node("Cast", List.of("z"), List.of("g"), integers("to", 1))
                .node("Sub", List.of("f", "g"), List.of("centred"))
                .node("Mul", List.of("s", "centred"), List.of("kernel"))
                .node("Conv", List.of("x", "kernel"), List.of("y"));

        open(model, checkpoint -> {
            Tensor kernel = Opened.tensor(checkpoint, "k");
            assertThat(kernel.encoding()).isEqualTo("I8 (dequantised)");
            assertThat(kernel.meaning().use()).isEqualTo(Use.CONVOLUTION);
            assertThat(Opened.values(kernel.matrix(0, 2, new long[3], 1.0))).containsExactly(0, 0.5, 16, 24);
            assertPart(checkpoint, "s", "scales or zero points of k");
        });
    }

    /// Rows of 20 inputs in blocks of 16: the second block is filled up. Of two codes in a byte the first is in the
    /// lower half.
    @Test
    void blocksOfPackedCodes() throws IOException {
        int[] bytes = new int[2 * 2 * 8];
        bytes[0] = 0xf8; // row 0: 8, 15
        bytes[9] = 0x09; // row 0, element 18: 9
        bytes[16] = 0x70; // row 1: 0, 7
        OnnxFile model = new OnnxFile()
                .initialiser(codes("q_proj.weight_Q4", OnnxFile.UINT8, new long[] {2, 2, 8}, bytes))
                .initialiser(floats("s", new long[] {2, 2}, 1, 2, 4, 8))
                .initialiser(floats("other", new long[] {2, 2}, 1, 1, 1, 1))
                .node(
                        "MatMulNBits",
                        MICROSOFT,
                        "",
                        List.of("x", "q_proj.weight_Q4", "s"),
                        List.of("y"),
                        integers("N", 2),
                        integers("K", 20),
                        integers("bits", 4),
                        integers("block_size", 16))
                .node(
                        "MatMulNBits",
                        MICROSOFT,
                        "",
                        List.of("x", "q_proj.weight_Q4", "other"),
                        List.of("z"),
                        integers("N", 2),
                        integers("K", 20),
                        integers("bits", 4),
                        integers("block_size", 16));

        open(model, checkpoint -> {
            Tensor weight = Opened.tensor(checkpoint, "q_proj.weight");
            assertThat(weight.shape()).containsExactly(2, 20);
            assertThat(weight.encoding()).isEqualTo("U4 (dequantised)");
            double[] values = Opened.values(weight.matrix(0, 1, new long[2], 1.0));
            assertThat(values).startsWith(0, 7, -8);
            assertThat(values[18]).isEqualTo(2);
            assertThat(values[16]).isEqualTo(-16);
            assertThat(values[20]).isEqualTo(-32);
            assertThat(values[21]).isEqualTo(-4);
            assertThat(values[39]).isEqualTo(-64);
            assertThat(weight.meaning().note()).contains("other scales");
            assertPart(checkpoint, "s", "q_proj.weight_Q4");
            assertPart(checkpoint, "other", "q_proj.weight_Q4");
        });
    }

    @Test
    void codesOfUnknownSchemesAreNamed() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(codes("two bits", OnnxFile.UINT8, new long[] {16, 1, 4}, new int[64]))
                .initialiser(floats("two bits' scales", new long[] {16, 1}, new float[16]))
                .initialiser(codes("w", OnnxFile.UINT8, new long[] {2, 3}, new int[6]))
                .initialiser(floats("scales of w", new long[] {2, 3}, new float[6]))
                .node(
                        "MatMulNBits",
                        MICROSOFT,
                        "",
                        List.of("x", "two bits", "two bits' scales"),
                        List.of("y"),
                        integers("N", 16),
                        integers("K", 16),
                        integers("bits", 2),
                        integers("block_size", 16))
                .node("QSomething", MICROSOFT, "", List.of("y", "w", "scales of w"), List.of("z"));

        open(model, checkpoint -> {
            assertPart(checkpoint, "two bits", "packed in a way this tool does not know");
            assertPart(checkpoint, "two bits' scales", "");
            assertPart(checkpoint, "w", "QSomething");
            assertPart(checkpoint, "scales of w", "QSomething");
        });
    }
}
