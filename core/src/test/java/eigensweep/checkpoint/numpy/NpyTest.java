package eigensweep.checkpoint.numpy;

import static eigensweep.checkpoint.numpy.NpyFile.header;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

    @TempDir
    private Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("layer.0.npy"), content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyVersionIsReadAndNamedAfterItsFile(int version) throws IOException {
        byte[] data = Bytes.doubles(1, 2, 3, 4, 5, 6);
        Path file = file(NpyFile.of(version, header("<f8", false, "(2, 3)"), data));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.format()).isEqualTo("npy");
            assertThat(checkpoint.files()).containsExactly(file);
            assertThat(Opened.names(checkpoint)).containsExactly("layer.0");
            Tensor tensor = checkpoint.tensors().getFirst();
            assertThat(tensor.shape()).containsExactly(2, 3);
            assertThat(Opened.values(tensor)).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void columnsComeFirstInFortranOrder() throws IOException {
        Path file = file(NpyFile.of(1, header("<f4", true, "(2, 3)"), Bytes.floats(1, 4, 2, 5, 3, 6)));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Layer layer = Layers.of(checkpoint, LayerOptions.DEFAULT).getFirst();
            assertThat(Opened.values(layer.matrices().getFirst())).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void aHeaderOfPythonTwoIsRead() throws IOException {
        String header = "{'shape': (2L, 1L), 'fortran_order': False, 'descr': '<f4'}";

        try (Checkpoint checkpoint = Checkpoints.open(file(NpyFile.of(1, header, Bytes.floats(1, 2))))) {
            assertThat(checkpoint.tensors().getFirst().shape()).containsExactly(2, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, F64",
        "<f4, F32",
        "=f4, F32",
        "<f2, F16",
        "<i8, I64",
        "<i4, I32",
        "<i2, I16",
        "|i1, I8",
        ">i1, I8",
        "<u8, U64",
        "<u4, U32",
        "<u2, U16",
        "|u1, U8",
        "|b1, BOOL",
        "<c8, C64",
        "<c16, C128"
    })
    void typesAreKnownByTheirNames(String descr, DType dtype) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file(NpyFile.of(descr, "(4,)", new byte[4 * dtype.bytes()])))) {
            Tensor tensor = checkpoint.tensors().getFirst();
            assertThat(tensor.dtype()).isEqualTo(dtype);
            assertThat(tensor.shape()).containsExactly(4);
        }
    }

    /// As NumPy 2 writes `longdouble`, ml_dtypes' `bfloat16`, `object`, `datetime64`, text, and two complex types.
    @ParameterizedTest
    @CsvSource({
        "<f16, (long double) is not read; save it as float64",
        "|V2, bfloat16",
        "<V1, save it as float32",
        "<f1, 8-bit floats of ml_dtypes",
        "|O, (Python objects) is not read",
        "<M8[ns], (dates) is no type of numbers",
        "<U5, (text) is no type of numbers",
        "<c32, complex long double",
    })
    void aTypeThatIsNotReadIsNamedAsTheFileHasIt(String descr, String reason) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file(NpyFile.of(descr, "(2, 3)", new byte[6 * 32])))) {
            Layer layer = Layers.of(checkpoint, LayerOptions.DEFAULT).getFirst();
            assertThat(layer.skipped())
                    .startsWith("numpy dtype '" + descr + "' (")
                    .contains(reason);
            assertThat(layer.isRow()).isTrue();
            assertThat(layer.tensor().encoding()).isEqualTo(descr);
        }
    }

    @ParameterizedTest
    @CsvSource({"<c8, C64", "<c16, C128"})
    void ofComplexNumbersItIsSaidThatTheyAre(String descr, DType dtype) throws IOException {
        byte[] data = new byte[6 * dtype.bytes()];
        try (Checkpoint checkpoint = Checkpoints.open(file(NpyFile.of(descr, "(2, 3)", data)))) {
            assertThat(Layers.of(checkpoint, LayerOptions.DEFAULT).getFirst().skipped())
                    .isEqualTo("complex numbers (" + dtype + "), of whose matrices no singular values are computed");
        }
    }

    @Test
    void scalarsAndEmptyArraysAreRead() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file(NpyFile.of("<f4", "()", Bytes.floats(7))))) {
            assertThat(Opened.values(checkpoint.tensors().getFirst())).containsExactly(7);
        }
        try (Checkpoint checkpoint = Checkpoints.open(file(NpyFile.of("<f4", "(0, 5)", new byte[0])))) {
            assertThat(checkpoint.tensors().getFirst().count()).isZero();
        }
    }

    @Test
    void bigEndianNumbersAreRefusedWithTheWayOut() throws IOException {
        Opened.assertRefused(file(NpyFile.of(">f4", "(2,)", new byte[8])), "big-endian", "astype('<f4')");
    }

    @Test
    void absurdHeadersAreRefused() throws IOException {
        byte[] header = header("<f4", false, "(2,)").getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = new byte[8];

        Opened.assertRefused(file(NpyFile.withLength(1, 0xffff, header, data)), "header of 65535 bytes");
        Opened.assertRefused(file(NpyFile.withLength(2, -1, header, data)), "header of 4294967295 bytes");
        Opened.assertRefused(file(NpyFile.withLength(2, 2 << 20, header, new byte[3 << 20])), "header of 2097152");
        Opened.assertRefused(file(NpyFile.withLength(4, header.length, header, data)), "version 4");
        Opened.assertRefused(file(NpyFile.withLength(0, header.length, header, data)), "version 0");
        Opened.assertRefused(file(NpyFile.of(1, "{}", data)), "descr");
        Opened.assertRefused(file(NpyFile.of(1, "{'descr': '<f4', 'fortran_order': False}", data)), "shape");
        Opened.assertRefused(file(NpyFile.of(1, "{'descr': '<f4', 'shape': (2,)}", data)), "fortran_order");
        Opened.assertRefused(file(NpyFile.of(1, "{'descr': [('x', '<f4')], 'shape': (2,)}", data)), "descr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(4294967296, 4294967296)",
                "(99999999999999999999,)",
                "(4611686018427387904,)",
                "(1 2,)",
            })
    void absurdShapesAreRefused(String shape) throws IOException {
        Opened.assertRefused(file(NpyFile.of("<f4", shape, new byte[8])), "overflows");
    }

    @Test
    void shapesThatAreNoneAreRefused() throws IOException {
        Opened.assertRefused(file(NpyFile.of("<f4", "(-1,)", new byte[8])), "shape");
        Opened.assertRefused(file(NpyFile.of("<f4", "(" + "1,".repeat(33) + ")", new byte[8])), "33 dimensions");
        Opened.assertRefused(file(NpyFile.of("<f4", "(1000, 1000)", new byte[8])), "cut off", "4000000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyPartOfAFileButTheWholeIsRefused(int version) throws IOException {
        byte[] whole = NpyFile.of(version, header("<f4", false, "(2, 3)"), Bytes.gaussian(1, 6));
        Checkpoints.open(file(whole)).close();

        for (int length = 0; length < whole.length; length++) {
            Opened.assertRefused(file(Arrays.copyOf(whole, length)));
        }
    }
}
