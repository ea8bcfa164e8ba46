package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.file.ZipArchive;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.checkpoint.onnx.OnnxFile;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import eigensweep.checkpoint.torch.PickleWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that ask a reader for more than they are worth, or point it to where it should not look.
@Timeout(60)
class HostileFilesTest {

    private static final String ADAPTER = "adapter_config.json";

    @TempDir
    private Path top;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(top.resolve("model"));
    }

    private void refused(String name, byte[] content, String... says) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        Opened.assertRefused(file, says);
    }

    private static byte[] torch(byte[] pickle) {
        return ZipWriter.torch(pickle).stored("archive/data/0", new byte[400]).finish();
    }

    private static PickleWriter object() {
        return PickleWriter.start().global("m", "C").op(')', 0x81);
    }

    private static PickleWriter repeat(PickleWriter pickle, int times, int... codes) {
        for (int i = 0; i < times; i++) {
            pickle.op(codes);
        }
        return pickle;
    }

    /// One dictionary of 50,000 pairs, given to an object as its state ever again: two bytes each time.
    @Test
    void statesThatMultiplyAreRefused() throws IOException {
        PickleWriter bomb =
                repeat(object().op('}', 'q', 1, '('), 50_000, 'N', 'N').op('u', '0');
        refused("a.pt", torch(repeat(bomb, 100_000, 'h', 1, 'b').stop()), "copies more than");
    }

    /// One list of pairs, made into a dictionary ever again.
    @Test
    void dictionariesThatMultiplyAreRefused() throws IOException {
        PickleWriter bomb = repeat(PickleWriter.start().op(']', '('), 50_000, 'N', 'N', 0x86)
                .op('e', 0x85, 'q', 1, '0')
                .global("collections", "OrderedDict")
                .op('q', 2, '0');
        refused("a.pt", torch(repeat(bomb, 100_000, 'h', 2, 'h', 1, 'R', '0').stop()), "copies more than");
    }

    /// An object of 50,000 attributes, named ever again: to look for its parameters takes time each time.
    @Test
    void objectsThatAreSearchedEverAgainAreRefused() throws IOException {
        PickleWriter bomb = object().op('q', 1, '}', '(')
                .text("_parameters")
                .op('}')
                .text("_modules")
                .op('}');
        repeat(bomb, 50_000, 'N', 'N').op('u', 'b', '0', ']', '(');
        refused("a.pt", torch(repeat(bomb, 100_000, 'h', 1).op('e').stop()), "counted as often as they are reached");
    }

    /// One text, encoded as bytes ever again.
    @Test
    void bytesThatMultiplyAreRefused() throws IOException {
        PickleWriter bomb = PickleWriter.start()
                .text("x".repeat(100_000))
                .text("latin1")
                .op(0x86, 'q', 1, '0')
                .global("_codecs", "encode")
                .op('q', 2, '0');
        refused("a.pt", torch(repeat(bomb, 100_000, 'h', 2, 'h', 1, 'R', '0').stop()), "encodes more bytes");
    }

    @Test
    void aZipBombIsRefusedBeforeItGoesOff() throws IOException {
        byte[] zeros = new byte[300 << 20];
        byte[] bomb = new ZipWriter().deflated("w.npy", zeros).finish();
        refused("a.npz", bomb, "as bombs do");
    }

    /// Neither is more than a single array may be: 145 MB each, from as many kB.
    @Test
    void arraysThatAreABombTogetherAreRefused() throws IOException {
        byte[] zeros = new byte[145_000_000];
        byte[] bomb = new ZipWriter()
                .deflated("v.npy", zeros)
                .deflated("w.npy", zeros)
                .finish();
        refused("a.npz", bomb, "has 2 entries, of which all that is compressed inflates from", "as bombs do");
    }

    @Test
    void onnxFilesOfNothingButNamesAndNumbersAreRefused() throws IOException {
        byte[] empty = OnnxFile.bytes(OnnxFile.message(5, out -> {}));
        byte[] many = new byte[300_000 * empty.length];
        for (int i = 0; i < many.length; i++) {
            many[i] = empty[i % empty.length];
        }
        byte[] graph = OnnxFile.bytes(out -> {
            out.writeInt32(1, 8);
            out.writeByteArray(7, many);
        });
        refused("tensors.onnx", graph, "more than 262144 tensors");
        OnnxFile.Fields sides = OnnxFile.tensor("w", OnnxFile.FLOAT, new long[65], OnnxFile.raw(new byte[0]));
        refused("dims.onnx", new OnnxFile().initialiser(sides).bytes(), "more than 64 dimensions");
    }

    /// A million groups, each in the one before.
    @Test
    void onnxGroupsDoNotRecurse() throws IOException {
        byte[] groups = new byte[1_000_000];
        Arrays.fill(groups, (byte) 0x0b);
        byte[] head = OnnxFile.bytes(out -> out.writeInt32(1, 8));
        refused("groups.onnx", Bytes.join(head, groups), "unreadable");
    }

    @Test
    void externalDataBehindALinkOutOfTheFolderIsRefused() throws IOException {
        Path outside = Files.write(top.resolve("secret"), Bytes.gaussian(1, 4));
        Path link = folder.resolve("weights");
        Files.createSymbolicLink(link, outside);
        byte[] model = new OnnxFile()
                .initialiser(OnnxFile.tensor(
                        "w", OnnxFile.FLOAT, new long[] {2, 2}, OnnxFile.external("location", "weights")))
                .bytes();
        refused("model.onnx", model, "a link to a file outside the model's folder; refused");

        // As in the cache of the Hugging Face Hub: the model and its data are links to neighbours.
        Path blobs = Files.createDirectory(top.resolve("blobs"));
        Files.write(blobs.resolve("1"), model);
        Files.write(blobs.resolve("2"), Bytes.gaussian(1, 4));
        Files.delete(link);
        Files.delete(folder.resolve("model.onnx"));
        Files.createSymbolicLink(folder.resolve("model.onnx"), Path.of("../blobs/1"));
        Files.createSymbolicLink(link, Path.of("../blobs/2"));
        try (Checkpoint checkpoint = Checkpoints.open(folder.resolve("model.onnx"))) {
            assertThat(Opened.names(checkpoint)).containsExactly("w");
        }
    }

    @Test
    void oneShardUnderManyNamesIsOpenedOnce() throws IOException {
        Files.write(folder.resolve("s.safetensors"), SafetensorsFile.matrix(1, 2, 1, 2));
        refused(
                "model.safetensors.index.json",
                "{\"weight_map\": {\"w\": \"s.safetensors\", \"v\": \"./s.safetensors\"}}"
                        .getBytes(StandardCharsets.UTF_8),
                "several names for the shard s.safetensors");
    }

    @Test
    void namesThatAreNoNamesAreRefused() throws IOException {
        byte[] data = Bytes.floats(1);
        String thousand = "n".repeat(1001);
        refused(
                "long.safetensors",
                SafetensorsFile.of(data, SafetensorsFile.entry(thousand, "F32", "[1]", 0, 4)),
                "longer than 1000 characters");
        refused(
                "million.safetensors",
                SafetensorsFile.of(data, SafetensorsFile.entry("n".repeat(1_000_000), "F32", "[1]", 0, 4)),
                "not valid JSON");
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i <= 1 << 18; i++) {
            many.append(i == 0 ? "" : ",").append(SafetensorsFile.entry("t" + i, "F32", "[0]", 0, 0));
        }
        refused(
                "many.safetensors",
                SafetensorsFile.withHeader(many.append('}').toString(), new byte[0]),
                "more than 262144 tensors");
    }

    /// Forty million of them took 5 GB.
    @Test
    void shapesWithoutEndAreRefused() throws IOException {
        String shape = "[" + "0,".repeat(64) + "0]";
        refused(
                "shape.safetensors",
                SafetensorsFile.of(new byte[0], SafetensorsFile.entry("w", "F32", shape, 0, 0)),
                "tensor w: shape has more than 64 numbers");
    }

    /// What a layer is, is read off its name: 90 million characters took minutes.
    @Test
    void namesThatAreLongTogetherAreRefused() throws IOException {
        String name = "n".repeat(990);
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 34_000; i++) {
            many.append(i == 0 ? "" : ",").append(SafetensorsFile.entry(name + i, "F32", "[0]", 0, 0));
        }
        refused(
                "names.safetensors",
                SafetensorsFile.withHeader(many.append('}').toString(), new byte[0]),
                "names of more than 33554432 characters together");
    }

    @Test
    void anIndexOfTooManyTensorsIsRefused() throws IOException {
        StringBuilder many = new StringBuilder("{\"weight_map\": {\"\": \"s\"");
        for (int i = 0; i < 1 << 20; i++) {
            many.append(",\"").append(i).append("\":\"s\"");
        }
        refused(
                "model.safetensors.index.json",
                many.append("}}").toString().getBytes(StandardCharsets.UTF_8),
                "has more than 1048576 tensors");
    }

    /// The words of the library that reads JSON are of its settings, which nobody who has a file can change.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deeper than 500 | {\"__metadata__\": {\"a\": DEEP | Document nesting depth (501) exceeds the maximum allowed (500)",
                "no number of JSON | {\"a\": NaN} | Non-standard token 'NaN'",
                "more than 64 bits | {\"a\": {\"shape\": [99999999999999999999]}} "
                        + "| Numeric value (99999999999999999999) out of range (-9223372036854775808"
                        + " - 9223372036854775807)",
                "a comment | {/* a */} | maybe a (non-standard) comment?"
            })
    void jsonIsBrokenInWordsForPeople(String what, String header, String because) throws IOException {
        Path file = Files.write(
                folder.resolve("a.safetensors"),
                SafetensorsFile.withHeader(header.replace("DEEP", "[".repeat(600)), new byte[0]));
        assertThatExceptionOfType(CheckpointException.class)
                .as(what)
                .isThrownBy(() -> Checkpoints.open(file).close())
                .withMessageEndingWith(because)
                .withMessageContaining("is not valid JSON: ");
    }

    /// Without what a configuration says, codes would be taken for weights, or in wrong groups.
    @Test
    void aConfigurationThatCannotBeReadIsNotPassedOver() throws IOException {
        Path config = folder.resolve("config.json");
        assertThat(ModelConfig.beside(folder).values()).isEmpty();
        Files.createSymbolicLink(config, Path.of("../blobs/gone"));
        assertConfigRefused("no such file");
        Files.delete(config);
        Files.writeString(config, "{\"a\": \"" + "x".repeat(10_000_000) + "\"}");
        assertConfigRefused("has 10000009 bytes; a model's configuration has at most 10000000");
        Files.writeString(config, values(1 << 18));
        assertConfigRefused("has 262144 values or more");
    }

    private void assertConfigRefused(String because) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> ModelConfig.beside(folder))
                .withMessageContaining("config.json")
                .withMessageContaining(because);
    }

    /// As a classifier of ImageNet 21k has them, twice 21,843, before what matters.
    @Test
    void whatComesAfterManyLabelsIsRead() throws IOException {
        Files.writeString(folder.resolve("config.json"), values(43_686));
        assertThat(ModelConfig.beside(folder).number("last")).isEqualTo(7);
    }

    private static String values(int count) {
        StringBuilder config = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            config.append('"').append(i).append("\": 0,");
        }
        return config.append("\"last\": 7}").toString();
    }

    /// Found by reading: a pair of rank 0 became a matrix without columns, which is a programming error elsewhere.
    @Test
    void adaptersOfNoRankAreRefused() throws IOException {
        Files.writeString(folder.resolve(ADAPTER), "{\"lora_alpha\": 8}");
        String part = "base_model.model.q.lora_";
        refused(
                "adapter_model.safetensors",
                SafetensorsFile.of(
                        new byte[0],
                        SafetensorsFile.entry(part + "A.weight", "F32", "[0,5]", 0, 0),
                        SafetensorsFile.entry(part + "B.weight", "F32", "[4,0]", 0, 0)),
                "which have no product");
        String embedding = "base_model.model.q.lora_embedding_";
        refused(
                "adapter_model.safetensors",
                SafetensorsFile.of(
                        Bytes.gaussian(1, 20),
                        SafetensorsFile.entry(embedding + "A", "F32", "[2,5,1]", 0, 40),
                        SafetensorsFile.entry(embedding + "B", "F32", "[4,2,1]", 40, 72)),
                "");
    }

    @Test
    void aConfigurationThatIsNoneIsRefused() throws IOException {
        byte[] adapter = MutationCorpus.file("lora", "adapter.safetensors");
        Files.write(folder.resolve("adapter_model.safetensors"), adapter);
        for (Map.Entry<String, String> config : Map.of(
                        "{\"lora_alpha\": 1e999}", "too large a number",
                        "{\"lora_alpha\": 8, \"lora_alpha\": 9}", "Duplicate",
                        "{\"lora_alpha\": 8} {}", "goes on after",
                        "{\"lora_alpha\": 8, \"alpha_pattern\": [1]}", "alpha_pattern is not a JSON object",
                        "[]", "is not a JSON object")
                .entrySet()) {
            Path file = Files.writeString(folder.resolve(ADAPTER), config.getKey());
            Opened.assertRefused(folder, file, config.getValue());
        }
    }

    @Test
    void linksThatGoInCirclesEndInOneLine() throws IOException {
        Path self = Files.createSymbolicLink(folder.resolve("self"), Path.of("self"));
        Opened.assertRefused(self, "Too many levels of symbolic links");
        Path a = Files.createSymbolicLink(folder.resolve("a.safetensors"), Path.of("b.safetensors"));
        Files.createSymbolicLink(folder.resolve("b.safetensors"), Path.of("a.safetensors"));
        Opened.assertRefused(folder, a, "Too many levels of symbolic links");
    }

    @Test
    void devicesAreNoModels() {
        Path zero = Path.of("/dev/zero");
        assumeThat(zero).exists();
        Opened.assertRefused(zero, "not a regular file");
    }

    /// The deflated bytes are copied before zlib sees them: native code would not survive a file that shrinks.
    @Test
    void aMappedFileThatShrinksIsAnErrorAndNoCrash() throws IOException {
        byte[] noise = Bytes.gaussian(1, 1 << 18);
        Path file = Files.write(
                folder.resolve("a.npz"),
                new ZipWriter().deflated("w.npy", noise).finish());
        try (Arena arena = Arena.ofConfined()) {
            ZipArchive zip = ZipArchive.read(MappedFile.map(file, arena));
            ZipArchive.Entry entry = zip.entries().values().iterator().next();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(8192);
            }
            assertThatExceptionOfType(InternalError.class).isThrownBy(() -> {
                MemorySegment content = zip.content(entry, 1 << 30, arena);
                throw new AssertionError(content.byteSize() + " bytes came out");
            });
        }
    }
}
