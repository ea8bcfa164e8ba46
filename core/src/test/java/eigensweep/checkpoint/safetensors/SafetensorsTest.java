package eigensweep.checkpoint.safetensors;

import static eigensweep.checkpoint.safetensors.SafetensorsFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {

    private static final byte[] NONE = {};

    @TempDir
    private Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("model.safetensors"), content);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"STRING", "OTHER", "[IT]?Q\\d.*", "(MX|NV)FP4"})
    void everyTypeIsKnownByItsName(DType dtype) throws IOException {
        int bytes = 8 * dtype.bits() / 8;
        Path file = file(SafetensorsFile.of(new byte[bytes], entry("w", dtype.name(), "[2,4]", 0, bytes)));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Tensor tensor = Opened.tensor(checkpoint, "w");
            assertThat(tensor.dtype()).isEqualTo(dtype);
            assertThat(tensor.shape()).containsExactly(2, 4);
            assertThat(tensor.data().byteSize()).isEqualTo(bytes);
        }
    }

    @Test
    void aTypeOfTheFutureIsListed() throws IOException {
        Path file = file(SafetensorsFile.of(new byte[5], entry("w", "F5_E1M3", "[2,4]", 0, 5)));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(Opened.tensor(checkpoint, "w").dtype()).isEqualTo(DType.OTHER);
        }
    }

    @Test
    void tensorsComeInTheOrderOfTheHeaderWithTheirOwnData() throws IOException {
        byte[] data = Bytes.floats(1, 2, 3, 4, 5, 6);
        Path file = file(SafetensorsFile.of(
                data,
                entry("late", "F32", "[2,2]", 8, 24),
                "\"__metadata__\":{\"format\":\"pt\",\"nested\":\"{}\"}",
                entry("early", "F32", "[2,1]", 0, 8)));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.format()).isEqualTo("safetensors");
            assertThat(checkpoint.files()).containsExactly(file);
            assertThat(Opened.names(checkpoint)).containsExactly("late", "early");
            assertThat(Opened.values(Opened.tensor(checkpoint, "late"))).containsExactly(3, 4, 5, 6);
            assertThat(Opened.values(Opened.tensor(checkpoint, "early"))).containsExactly(1, 2);
        }
    }

    @Test
    void emptyTensorsTakeNoBytesAndScalarsOneElement() throws IOException {
        Path file = file(SafetensorsFile.of(
                Bytes.floats(7),
                entry("empty", "F32", "[0,5]", 0, 0),
                entry("scalar", "F32", "[]", 0, 4),
                entry("behind", "F32", "[3,0]", 4, 4)));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(Opened.tensor(checkpoint, "empty").count()).isZero();
            assertThat(Opened.tensor(checkpoint, "behind").count()).isZero();
            assertThat(Opened.values(Opened.tensor(checkpoint, "scalar"))).containsExactly(7);
        }
    }

    @Test
    void aHeaderOfNoTensorsIsAModelOfNone() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file(SafetensorsFile.of(NONE)))) {
            assertThat(checkpoint.tensors()).isEmpty();
        }
    }

    @Test
    void aHeaderMayBePaddedWithBlanks() throws IOException {
        String header = "{" + entry("w", "F32", "[1,2]", 0, 8) + "}" + " ".repeat(13);
        Path file = file(SafetensorsFile.withHeader(header, Bytes.floats(1, 2)));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(Opened.values(Opened.tensor(checkpoint, "w"))).containsExactly(1, 2);
        }
    }

    @Test
    void aTensorMayLieBeyondTwoGibibytes() throws IOException {
        int rows = 40_000;
        int columns = 16_384;
        long bytes = 4L * rows * columns;
        byte[] start = SafetensorsFile.of(
                NONE,
                entry("large", "F32", "[" + rows + "," + columns + "]", 0, bytes),
                entry("behind", "F32", "[1,2]", bytes, bytes + 8));
        Path file = folder.resolve("large.safetensors");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(start), 0);
            channel.write(ByteBuffer.wrap(Bytes.floats(41, 42, 43)), start.length + bytes - 4);
        }

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Matrix large = Layers.of(checkpoint, LayerOptions.DEFAULT)
                    .getFirst()
                    .matrices()
                    .getFirst();
            assertThat(Widen.at(large, 0, 0)).isZero();
            assertThat(Widen.at(large, rows - 1, columns - 1)).isEqualTo(41);
            assertThat(Opened.values(Opened.tensor(checkpoint, "behind"))).containsExactly(42, 43);
        }
    }

    static Stream<Arguments> lies() {
        byte[] eight = new byte[8];
        byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
        String a = entry("a", "F32", "[1]", 0, 4);
        return Stream.of(
                lie("a header of no bytes", SafetensorsFile.withLength(0, header, NONE), "header claims 0 bytes"),
                lie("a negative header", SafetensorsFile.withLength(-1, header, NONE), "18446744073709551615 bytes"),
                lie("an endless header", SafetensorsFile.withLength(Long.MAX_VALUE, header, NONE), "header claims"),
                lie("more than 100 MB", SafetensorsFile.withLength(100_000_001, header, NONE), "claims 100000001"),
                lie("more than the file", SafetensorsFile.withLength(1000, header, NONE), "cut off", "claims 1000"),
                lie("no JSON", SafetensorsFile.withHeader("{what}", NONE), "not valid JSON"),
                lie("no end of JSON", SafetensorsFile.withHeader("{" + a, new byte[4]), "not valid JSON"),
                lie("JSON of no object", SafetensorsFile.withHeader("[1,2]", NONE), "not a JSON object"),
                lie("JSON that goes on", SafetensorsFile.withHeader("{} {}", NONE), "goes on"),
                lie("no UTF-8", SafetensorsFile.withHeader(new byte[] {'{', '"', (byte) 0xff, '"'}, NONE), "UTF-8"),
                lie("one name twice", SafetensorsFile.of(new byte[4], a, a), "JSON", "uplicate", "a"),
                lie(
                        "one property twice",
                        SafetensorsFile.of(NONE, "\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}"),
                        "uplicate",
                        "dtype"),
                lie(
                        "nesting without end",
                        SafetensorsFile.of(NONE, "\"__metadata__\":" + "[".repeat(5000) + "]".repeat(5000)),
                        "JSON"),
                lie("an overlap", SafetensorsFile.of(eight, a, entry("b", "F32", "[2]", 0, 8)), "b overlaps tensor a"),
                lie("a hole", SafetensorsFile.of(new byte[12], a, entry("b", "F32", "[1]", 8, 12)), "4 to 8", "b"),
                lie("bytes at the end", SafetensorsFile.of(eight, a), "4 bytes at the end belong to no tensor"),
                lie("missing data", SafetensorsFile.of(new byte[3], a), "cut off", "tensor a"),
                lie("too few bytes", tensor("[3]", "[0,8]"), "tensor a", "12 bytes", "8"),
                lie("too many bytes", tensor("[1]", "[0,8]"), "tensor a", "4 bytes", "8"),
                lie("an end before the start", tensor("[1]", "[8,4]"), "tensor a ends at byte 4", "8"),
                lie("one offset", tensor("[1]", "[0]"), "tensor a", "data_offsets"),
                lie("three offsets", tensor("[1]", "[0,4,8]"), "tensor a", "data_offsets"),
                lie("a negative offset", tensor("[1]", "[-4,0]"), "tensor a", "negative number -4"),
                lie("a negative side", tensor("[-2]", "[0,8]"), "tensor a", "negative number -2"),
                lie("half a side", tensor("[0.5]", "[0,8]"), "tensor a", "not a whole number"),
                lie("a side in words", tensor("[\"two\"]", "[0,8]"), "tensor a", "not a whole number"),
                lie("a side of 2^64", tensor("[18446744073709551616]", "[0,8]"), "JSON"),
                lie("a shape of 2^64", tensor("[4294967296,4294967296]", "[0,8]"), "tensor a", "shape overflows"),
                lie("bits beyond 2^63", tensor("[1152921504606846976]", "[0,8]"), "tensor a", "shape overflows"),
                lie("a shape of no array", tensor("8", "[0,8]"), "tensor a", "shape is no array"),
                lie("a type in numbers", property("\"dtype\":32"), "tensor a", "dtype is no text"),
                lie("no type", property("\"shape\":[2],\"data_offsets\":[0,8]"), "tensor a", "expected"),
                lie("no shape", property("\"dtype\":\"F32\",\"data_offsets\":[0,8]"), "tensor a", "expected"),
                lie("no offsets", property("\"dtype\":\"F32\",\"shape\":[2]"), "tensor a", "expected"),
                lie("no tensor", SafetensorsFile.of(eight, "\"a\":[1,2]"), "tensor a"),
                lie("half a byte", SafetensorsFile.of(eight, entry("a", "F4", "[3]", 0, 8)), "tensor a", "F4"));
    }

    private static Arguments lie(String what, byte[] bytes, String... says) {
        return argumentSet(what, bytes, says);
    }

    private static byte[] tensor(String shape, String offsets) {
        return property("\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":" + offsets);
    }

    private static byte[] property(String properties) {
        return SafetensorsFile.of(new byte[8], "\"a\":{" + properties + "}");
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aLieIsRefusedInOneLine(byte[] bytes, String[] says) throws IOException {
        Opened.assertRefused(file(bytes), says);
    }

    @Test
    void namesCannotBreakTheLineOrFillTheScreen() throws IOException {
        String name = "\\u001b[31mred\\nline" + "x".repeat(20_000);
        Path file = file(SafetensorsFile.of(NONE, entry(name, "F32", "[1]", 0, 4)));

        Opened.assertRefused(file, "red?line");
        assertThat(refusal(file)).hasSizeLessThan(3000);
    }

    private static String refusal(Path file) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            throw new AssertionError(checkpoint.tensors() + " came out");
        } catch (CheckpointException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void everyPartOfAFileButTheWholeIsRefused() throws IOException {
        byte[] whole = SafetensorsFile.of(
                Bytes.gaussian(1, 10), entry("a", "F32", "[2,3]", 0, 24), entry("b", "F32", "[4]", 24, 40));
        Checkpoints.open(file(whole)).close();

        for (int length = 0; length < whole.length; length++) {
            Opened.assertRefused(file(Arrays.copyOf(whole, length)));
        }
    }
}
