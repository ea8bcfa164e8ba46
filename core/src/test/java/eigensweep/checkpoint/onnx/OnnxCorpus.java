package eigensweep.checkpoint.onnx;

import static eigensweep.checkpoint.onnx.OnnxFile.body;
import static eigensweep.checkpoint.onnx.OnnxFile.codes;
import static eigensweep.checkpoint.onnx.OnnxFile.floats;
import static eigensweep.checkpoint.onnx.OnnxFile.integers;
import static eigensweep.checkpoint.onnx.OnnxFile.list;
import static eigensweep.checkpoint.onnx.OnnxFile.longs;

import eigensweep.checkpoint.file.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ONNX models in the [eigensweep.checkpoint.MutationCorpus] that have more than initialisers: one of graphs within
/// nodes, functions and
/// views, one of quantised weights.
public final class OnnxCorpus {

    private OnnxCorpus() {}

    public static Map<String, byte[]> made() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        made.put("onnx/graphs.onnx", graphs());
        made.put("onnx/quantised.onnx", quantised());
        return made;
    }

    private static OnnxFile.Fields matrix(String name, long... dims) {
        float[] values = new float[(int) (dims[0] * dims[1] * (dims.length > 2 ? dims[2] : 1))];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return floats(name, dims, values);
    }

    private static byte[] graphs() {
        OnnxFile linear = new OnnxFile()
                .node("Transpose", List.of("w"), List.of("t"), list("perm", 1, 0))
                .node("MatMul", List.of("x", "t"), List.of("y"));
        OnnxFile branch = new OnnxFile()
                .initialiser(matrix("b", 2, 3))
                .node("Conv", List.of("x", "kernel"), List.of("y"))
                .node("F", OnnxFile.FUNCTIONS, "", List.of("y", "b"), List.of("z"));
        return new OnnxFile()
                .function("F", List.of("x", "w"), List.of("y"), linear)
                .initialiser(matrix("k", 2, 3, 2))
                .initialiser(matrix("onnx::LSTM_1", 2, 4, 1))
                .sparseInitialiser("s", 2, 2)
                .constant("packed", "value_floats", out -> out.writeByteArray(7, Bytes.floats(1, 2, 3, 4)))
                .constant("shape", longs("", 2, -1))
                .node("Transpose", List.of("k"), List.of("kernel"), list("perm", 1, 0, 2))
                .node("If", "", "/If", List.of("c"), List.of("d"), body("then_branch", branch))
                .node("Reshape", List.of("packed", "shape"), List.of("r"))
                .node("MatMul", "/fc/MatMul", "x", "r")
                .node("LSTM", "", "/rnn/LSTM", List.of("x", "onnx::LSTM_1"), List.of("h"))
                .node(out -> {
                    out.writeString(1, "s");
                    out.writeString(3, "n");
                    out.writeString(4, "MatMul");
                    OnnxFile.message(9, entry -> {
                                entry.writeString(1, "pkg.torch.onnx.name_scopes");
                                entry.writeString(2, "['', 'a', 'b']");
                            })
                            .write(out);
                })
                .bytes();
    }

    private static byte[] quantised() {
        return new OnnxFile()
                .initialiser(codes("a", OnnxFile.INT4, new long[] {3, 2}, 1, 2, 3))
                .initialiser(floats("as", new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(codes("w_quantized", OnnxFile.INT8, new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(floats("ws", new long[] {2}, 1, 2))
                .initialiser(codes("wz", OnnxFile.INT8, new long[] {2}, 1, 2))
                .initialiser(codes("b", OnnxFile.UINT8, new long[] {2, 2, 1}, 1, 2, 3, 4))
                .initialiser(floats("bs", new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(codes("bz", OnnxFile.UINT8, new long[] {2, 1}, 1, 2))
                .node(
                        "DequantizeLinear",
                        List.of("a", "as"),
                        List.of("d"),
                        integers("axis", 0),
                        integers("block_size", 2))
                .node("Gemm", List.of("x", "d"), List.of("e"))
                .node("MatMulInteger", List.of("x", "w_quantized", "", "wz"), List.of("i"))
                .node("Cast", List.of("i"), List.of("f"), integers("to", 1))
                .node("Mul", List.of("xs", "ws"), List.of("m"))
                .node("Mul", List.of("f", "m"), List.of("g"))
                .node(
                        "MatMulNBits",
                        "com.microsoft",
                        "",
                        List.of("x", "b", "bs", "bz"),
                        List.of("n"),
                        integers("N", 2),
                        integers("K", 3),
                        integers("bits", 4),
                        integers("block_size", 2))
                .bytes();
    }
}
