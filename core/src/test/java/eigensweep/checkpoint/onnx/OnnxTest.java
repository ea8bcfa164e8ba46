package eigensweep.checkpoint.onnx;

import static eigensweep.checkpoint.onnx.OnnxFile.external;
import static eigensweep.checkpoint.onnx.OnnxFile.floats;
import static eigensweep.checkpoint.onnx.OnnxFile.raw;
import static eigensweep.checkpoint.onnx.OnnxFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxTest {

    @TempDir
    private Path folder;

    private Path file(OnnxFile model) throws IOException {
        return file(model.bytes());
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("model.onnx"), content);
    }

    private static long[] dims(long... dims) {
        return dims;
    }

    @Test
    void numbersAreReadWhereverAModelKeepsThem() throws IOException {
        Path file = file(new OnnxFile()
                .initialiser(tensor("raw", OnnxFile.DOUBLE, dims(1, 2), raw(Bytes.doubles(1, 2))))
                .initialiser(tensor("float_data", OnnxFile.FLOAT, dims(2, 2), OnnxFile.floatData(1, 2, 3, 4)))
                .initialiser(tensor("double_data", OnnxFile.DOUBLE, dims(2), OnnxFile.doubleData(0.1, -0.1)))
                .initialiser(tensor("f16", OnnxFile.FLOAT16, dims(2), OnnxFile.int32Data(0x3c00, 0xc000)))
                .initialiser(tensor("bf16", OnnxFile.BFLOAT16, dims(3), OnnxFile.int32Data(0x3f80, 0xc000, 0)))
                .initialiser(tensor("f8", 17, dims(2), OnnxFile.int32Data(0x38, 0xb8)))
                .initialiser(tensor("empty", OnnxFile.FLOAT, dims(0, 3)))
                .initialiser(tensor("scalar", OnnxFile.FLOAT, dims(), raw(Bytes.floats(7)))));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.format()).isEqualTo("ONNX");
            assertThat(checkpoint.files()).containsExactly(file);
            assertThat(Opened.names(checkpoint))
                    .containsExactly("raw", "float_data", "double_data", "f16", "bf16", "f8", "empty", "scalar");
            assertThat(values(checkpoint, "raw")).containsExactly(1, 2);
            assertThat(values(checkpoint, "float_data")).containsExactly(1, 2, 3, 4);
            assertThat(values(checkpoint, "double_data")).containsExactly(0.1, -0.1);
            assertThat(values(checkpoint, "f16")).containsExactly(1, -2);
            assertThat(values(checkpoint, "bf16")).containsExactly(1, -2, 0);
            assertThat(values(checkpoint, "f8")).containsExactly(1, -1);
            assertThat(Opened.tensor(checkpoint, "empty").count()).isZero();
            assertThat(values(checkpoint, "scalar")).containsExactly(7);
        }
    }

    private static double[] values(Checkpoint checkpoint, String name) {
        return Opened.values(Opened.tensor(checkpoint, name));
    }

    @Test
    void dimensionsMayBePacked() throws IOException {
        OnnxFile.Fields packed = out -> {
            out.writeByteArray(1, new byte[] {2, 3});
            floats("w", dims(), 1, 2, 3, 4, 5, 6).write(out);
        };

        try (Checkpoint checkpoint = Checkpoints.open(file(new OnnxFile().initialiser(packed)))) {
            assertThat(Opened.tensor(checkpoint, "w").shape()).containsExactly(2, 3);
        }
    }

    @Test
    void integersAreListed() throws IOException {
        OnnxFile model = new OnnxFile()
                .initialiser(tensor("shape", OnnxFile.INT64, dims(2), OnnxFile.message(7, out -> {
                    out.writeInt64NoTag(-1);
                    out.writeInt64NoTag(384);
                })));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.tensor(checkpoint, "shape").dtype()).isEqualTo(DType.I64);
        }
    }

    @Test
    void dataMayLieInAnotherFile() throws IOException {
        Path data = Files.write(folder.resolve("model.onnx.data"), Bytes.floats(9, 1, 2, 3, 4, 9));
        Path file = file(new OnnxFile()
                .initialiser(tensor(
                        "part",
                        OnnxFile.FLOAT,
                        dims(2, 2),
                        external("location", "model.onnx.data", "offset", "4", "length", "16")))
                .initialiser(tensor(
                        "to the shape's end", OnnxFile.FLOAT, dims(2), external("location", "model.onnx.data"))));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.files()).containsExactly(file, data);
            assertThat(values(checkpoint, "part")).containsExactly(1, 2, 3, 4);
            assertThat(values(checkpoint, "to the shape's end")).containsExactly(9, 1);
        }
    }

    @Test
    void otherFilesOutsideTheFolderAreRefused() throws IOException {
        Path sub = Files.createDirectory(folder.resolve("sub"));
        Path secret = Files.write(folder.resolve("secret"), Bytes.floats(1));
        for (String location : new String[] {"../secret", secret.toString(), "x/../../secret", "", ".", "\0"}) {
            Path file = Files.write(
                    sub.resolve("model.onnx"),
                    new OnnxFile()
                            .initialiser(tensor("w", OnnxFile.FLOAT, dims(1), external("location", location)))
                            .bytes());

            Opened.assertRefused(file, "tensor w", "outside the model's folder");
        }
    }

    @Test
    void otherFilesThatAreBrokenAreNamed() throws IOException {
        Path data = folder.resolve("weights");
        Path file = file(new OnnxFile()
                .initialiser(tensor(
                        "w", OnnxFile.FLOAT, dims(2), external("location", "weights", "offset", "4", "length", "8"))));

        Opened.assertRefused(file, data, "no such file");
        Files.write(data, new byte[0]);
        Opened.assertRefused(file, data, "empty");
        Files.write(data, Bytes.floats(1, 2));
        Opened.assertRefused(file, data, "cut off", "tensor w", "4 to 12");
        Files.write(data, Bytes.floats(1, 2, 3));
        Checkpoints.open(file).close();
    }

    @Test
    void placesThatAreNoneAreRefused() throws IOException {
        Files.write(folder.resolve("weights"), new byte[64]);
        for (String place : new String[] {"-4", "four", "", "99999999999999999999", "4.0"}) {
            for (String key : new String[] {"offset", "length"}) {
                OnnxFile model = new OnnxFile()
                        .initialiser(tensor("w", OnnxFile.FLOAT, dims(2), external("location", "weights", key, place)));

                Opened.assertRefused(file(model), "tensor w", "no place in a file");
            }
        }
        Opened.assertRefused(
                file(new OnnxFile()
                        .initialiser(
                                tensor("w", OnnxFile.FLOAT, dims(2), external("location", "weights", "length", "4")))),
                "tensor w",
                "8 bytes",
                "4");
    }

    @Test
    void constantsAreNamedAfterTheirOutput() throws IOException {
        OnnxFile model = new OnnxFile()
                .constant("/fc/Constant_output_0", floats("value", dims(1, 2), 1, 2))
                .constant("/fc/Constant_1_output_0", floats("value", dims(2), 3, 4))
                .initialiser(floats("w", dims(1), 5));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly("w", "/fc/Constant_output_0", "/fc/Constant_1_output_0");
            assertThat(values(checkpoint, "/fc/Constant_1_output_0")).containsExactly(3, 4);
        }
    }

    @Test
    void attributesOfOtherNodesAreNoWeights() throws IOException {
        OnnxFile model = new OnnxFile().initialiser(floats("w", dims(1), 5)).node(out -> {
            out.writeString(2, "filled");
            out.writeString(4, "ConstantOfShape");
            OnnxFile.message(5, OnnxFile.message(5, floats("value", dims(1), 0)))
                    .write(out);
        });

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint)).containsExactly("w");
        }
    }

    @Test
    void generatedNamesGiveWayToTheNodeThatReadsThem() throws IOException {
        OnnxFile model = new OnnxFile()
                .node("MatMul", "/encoder/layer.0/query/MatMul", "hidden", "onnx::MatMul_7")
                .node("Gemm", "/fc/Gemm", "hidden", "12", "fc.bias")
                .node("Conv", "/conv1/Conv", "image", "onnx::Conv_13", "onnx::Conv_14")
                .node("MatMul", "/kept/MatMul", "hidden", "kept.weight")
                .node("Add", "/sum/Add", "hidden", "onnx::Add_3")
                .node("MatMul", "MatMul_9", "hidden", "onnx::MatMul_9")
                .constant("/head/Constant_output_0", floats("", dims(1), 1))
                .node("MatMul", "/head/MatMul", "hidden", "/head/Constant_output_0");
        for (String name : new String[] {
            "onnx::MatMul_7",
            "12",
            "fc.bias",
            "onnx::Conv_13",
            "onnx::Conv_14",
            "kept.weight",
            "onnx::Add_3",
            "onnx::MatMul_9"
        }) {
            model.initialiser(floats(name, dims(1), 1));
        }

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly(
                            "encoder.layer.0.query.weight",
                            "fc.weight",
                            "fc.bias",
                            "conv1.weight",
                            "onnx::Conv_14",
                            "kept.weight",
                            "onnx::Add_3",
                            "MatMul_9.weight",
                            "head.weight");
            assertThat(checkpoint.tensors())
                    .extracting(Tensor::storedName)
                    .startsWith("onnx::MatMul_7", "12")
                    .endsWith("/head/Constant_output_0");
        }
    }

    @Test
    void aReadableNameIsGivenOnce() throws IOException {
        OnnxFile model = new OnnxFile()
                .node("MatMul", "/a/MatMul", "hidden", "onnx::MatMul_2")
                .node("MatMul", "/a/MatMul_1", "hidden", "onnx::MatMul_1")
                .node("MatMul", "/b/MatMul", "hidden", "onnx::MatMul_3")
                .initialiser(floats("onnx::MatMul_2", dims(1), 2))
                .initialiser(floats("onnx::MatMul_1", dims(1), 1))
                .initialiser(floats("onnx::MatMul_3", dims(1), 3))
                .initialiser(floats("b.weight", dims(1), 4));

        try (Checkpoint checkpoint = Checkpoints.open(file(model))) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly("onnx::MatMul_2", "a.weight", "onnx::MatMul_3", "b.weight");
            assertThat(values(checkpoint, "a.weight")).containsExactly(1);
        }
    }

    @Test
    void twoTensorsOfOneNameAreRefused() throws IOException {
        OnnxFile.Fields tensor = floats("twin", dims(1), 1);

        Opened.assertRefused(file(new OnnxFile().initialiser(tensor).initialiser(tensor)), "twin");
        Opened.assertRefused(file(new OnnxFile().initialiser(tensor).constant("twin", tensor)), "twin");
    }

    /// Two tools that each read another field would see two models.
    @Test
    void numbersInTwoFieldsAreRefused() throws IOException {
        Path file = file(new OnnxFile()
                .initialiser(
                        tensor("w", OnnxFile.FLOAT, dims(1, 2), raw(Bytes.floats(1, 2)), OnnxFile.floatData(3, 4))));
        Opened.assertRefused(file, "tensor w holds its numbers in two fields");
    }

    @Test
    void shapesThatTheDataDoNotFitAreRefused() throws IOException {
        assertTensorRefused(floats("w", dims(3), 1, 2), "12 bytes", "8");
        assertTensorRefused(floats("w", dims(1), 1, 2), "4 bytes", "8");
        assertTensorRefused(tensor("w", OnnxFile.FLOAT, dims(2)), "8 bytes", "0");
        assertTensorRefused(floats("w", dims(-1), 1), "negative");
        assertTensorRefused(floats("w", dims(1L << 32, 1L << 32), 1), "overflows");
        assertTensorRefused(floats("w", dims(1L << 58), 1), "overflows");
        assertTensorRefused(tensor("w", OnnxFile.FLOAT16, dims(3), OnnxFile.int32Data(300, 300)), "count of numbers");
        assertTensorRefused(tensor("w", OnnxFile.FLOAT16, dims(2), OnnxFile.int32Data(1, 2, 3)), "count of numbers");
        assertTensorRefused(tensor("w", OnnxFile.FLOAT16, dims(1L << 40), OnnxFile.int32Data(1)), "cannot be in");
        assertTensorRefused(tensor("w", OnnxFile.FLOAT, dims(1), OnnxFile.int32Data(1)), "cannot be in");
    }

    private void assertTensorRefused(OnnxFile.Fields tensor, String... says) throws IOException {
        Path file = file(new OnnxFile().initialiser(tensor));
        Opened.assertRefused(file, "tensor w");
        Opened.assertRefused(file, says);
    }

    @Test
    void unpackedNumbersAreRefused() throws IOException {
        OnnxFile.Fields unpacked = tensor("w", OnnxFile.FLOAT, dims(1), out -> out.writeFloat(4, 1));

        Opened.assertRefused(file(new OnnxFile().initialiser(unpacked)), "tensor w", "unpacked");
    }

    @Test
    void aModelWithoutAGraphIsNone() throws IOException {
        Opened.assertRefused(file(OnnxFile.bytes(out -> out.writeInt32(1, 8))), "no graph");
    }

    @Test
    void everyPartOfAModelButTheWholeIsRefused() throws IOException {
        byte[] whole = new OnnxFile()
                .node("MatMul", "/fc/MatMul", "hidden", "onnx::MatMul_1")
                .constant("c", floats("", dims(2), 1, 2))
                .initialiser(floats("onnx::MatMul_1", dims(2, 2), 1, 2, 3, 4))
                .initialiser(tensor("f16", OnnxFile.FLOAT16, dims(2), OnnxFile.int32Data(0x3c00, 0xc000)))
                .bytes();
        Checkpoints.open(file(whole)).close();

        for (int length = 0; length < whole.length; length++) {
            Opened.assertRefused(file(Arrays.copyOf(whole, length)));
        }
    }
}
