package eigensweep.checkpoint.onnx;

import static eigensweep.checkpoint.onnx.OnnxFile.int32Data;
import static eigensweep.checkpoint.onnx.OnnxFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Numbers in typed fields, and types of few bits. The codes of small floats are those of their definitions: OCP 8-bit
/// floating point 1.0, Microscaling Formats 1.0, and onnx.proto.
class OnnxNumbersTest {

    @TempDir
    private Path folder;

    private Path file(OnnxFile.Fields tensor) throws IOException {
        return Files.write(
                folder.resolve("model.onnx"), new OnnxFile().initialiser(tensor).bytes());
    }

    private double[] values(OnnxFile.Fields tensor) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file(tensor))) {
            return Opened.values(checkpoint.tensors().getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, U8, 255 0, 255 0",
        "3, I8, -1 127, -1 127",
        "4, U16, 65535 1, 65535 1",
        "5, I16, -32768 1, -32768 1",
        "6, I32, -2147483648 7, -2147483648 7",
        "9, BOOL, 1 0, 1 0",
        "10, F16, 15360 49152, 1 -2",
        "16, BF16, 16256 49152, 1 -2",
        "17, F8_E4M3, 56 184, 1 -1",
        "18, F8_E4M3FNUZ, 64 192, 1 -1",
        "19, F8_E5M2, 60 188, 1 -1",
        "20, F8_E5M2FNUZ, 64 192, 1 -1",
        "24, F8_E8M0, 127 128, 1 2"
    })
    void smallTypesAreUnpackedFromVarints(int dataType, DType dtype, String numbers, String values) throws IOException {
        int[] stored =
                List.of(numbers.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
        OnnxFile.Fields tensor = tensor("w", dataType, new long[] {2}, int32Data(stored));

        try (Checkpoint checkpoint = Checkpoints.open(file(tensor))) {
            assertThat(checkpoint.tensors().getFirst().dtype()).isEqualTo(dtype);
            assertThat(Opened.values(checkpoint.tensors().getFirst()))
                    .containsExactly(List.of(values.split(" ")).stream()
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        }
    }

    /// Two share a number, and a byte; the first is in the lower half.
    @Test
    void typesOfFourBitsShareBytes() throws IOException {
        assertThat(values(tensor("w", OnnxFile.UINT4, new long[] {3}, int32Data(0xf1, 0x08))))
                .containsExactly(1, 15, 8);
        assertThat(values(OnnxFile.codes("w", OnnxFile.INT4, new long[] {3, 1}, 0xf1, 0x08)))
                .containsExactly(1, -1, -8);
        assertThat(values(OnnxFile.codes("w", 23, new long[] {4}, 0x21, 0xf7))).containsExactly(0.5, 1, 6, -6);
    }

    @Test
    void unsignedNumbersOf32BitsHaveAFieldOfTheirOwn() throws IOException {
        assertThat(values(tensor("w", 12, new long[] {2}, OnnxFile.uint64Data(4294967295L, 1))))
                .containsExactly(4294967295.0, 1);
    }

    @Test
    void longsAreListed() throws IOException {
        OnnxFile.Fields tensor = tensor("w", OnnxFile.INT64, new long[] {1, 3}, OnnxFile.int64Data(-1, 2, 3));
        try (Checkpoint checkpoint = Checkpoints.open(file(tensor))) {
            Tensor listed = checkpoint.tensors().getFirst();
            assertThat(listed.dtype()).isEqualTo(DType.I64);
            assertThat(listed.shape()).containsExactly(1, 3);
        }
    }

    @Test
    void countsThatDoNotFitAreRefused() throws IOException {
        Opened.assertRefused(
                file(tensor("w", OnnxFile.INT8, new long[] {3}, int32Data(1, 2))), "tensor w", "cannot be in");
        Opened.assertRefused(
                file(tensor("w", OnnxFile.INT8, new long[] {1}, int32Data(1, 2))), "tensor w", "count of numbers");
        Opened.assertRefused(
                file(OnnxFile.codes("w", OnnxFile.INT4, new long[] {3}, 1)), "tensor w", "takes 2 bytes", "1 are");
        Opened.assertRefused(
                file(OnnxFile.codes("w", OnnxFile.UINT8, new long[] {1L << 40}, 1)), "tensor w", "1 are there");
    }
}
