package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.numpy.NpyFile;
import eigensweep.checkpoint.onnx.OnnxFile;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    private static final byte[] SAFETENSORS = SafetensorsFile.matrix(1, 2, 1, 2);
    private static final byte[] NPY = NpyFile.of("<f4", "(1, 2)", Bytes.floats(3, 4));
    private static final byte[] ONNX = new OnnxFile()
            .initialiser(OnnxFile.floats("fc.weight", new long[] {1, 2}, 5, 6))
            .bytes();

    @TempDir
    private Path folder;

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static void assertOpens(Path path, String format, String... names) {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.path()).isEqualTo(path);
            assertThat(checkpoint.format()).isEqualTo(format);
            assertThat(Opened.names(checkpoint)).containsExactly(names);
        }
    }

    @Test
    void filesAreKnownByTheirContentWhateverTheirName() throws IOException {
        assertOpens(write("a", SAFETENSORS), "safetensors", "w");
        assertOpens(write("b", NPY), "npy", "b");
        assertOpens(write("c", ONNX), "ONNX", "fc.weight");
        assertOpens(write("d.onnx", SAFETENSORS), "safetensors", "w");
    }

    @Test
    void aFolderIsTheModelThatPeoplePrefer() throws IOException {
        write("b.npy", NPY);
        write("a.npy", NPY);
        assertOpens(folder, "npy folder", "a", "b");
        write("model.onnx", ONNX);
        assertOpens(folder, "ONNX folder", "fc.weight");
        write("model-1.safetensors", SAFETENSORS);
        assertOpens(folder, "safetensors folder", "w");
        Path index = Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"w\":\"model-1.safetensors\"}}");
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.format()).isEqualTo("sharded safetensors");
            assertThat(checkpoint.files()).contains(index);
        }
    }

    @Test
    void filesOfAFolderAreOneModel() throws IOException {
        Path second = write(
                "b.safetensors",
                SafetensorsFile.of(Bytes.floats(2), SafetensorsFile.entry("second", "F32", "[1]", 0, 4)));
        Path first = write(
                "a.safetensors",
                SafetensorsFile.of(Bytes.floats(1), SafetensorsFile.entry("first", "F32", "[1]", 0, 4)));
        write("config.json", "{}".getBytes(StandardCharsets.UTF_8));
        Files.createDirectory(folder.resolve("c.safetensors"));

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(Opened.names(checkpoint)).containsExactly("first", "second");
            assertThat(checkpoint.files()).isEqualTo(List.of(first, second));
        }
    }

    @Test
    void oneBrokenFileSpoilsAFolder() throws IOException {
        write("a.safetensors", SAFETENSORS);
        Path broken = write("b.safetensors", new byte[] {1, 2, 3});

        Opened.assertRefused(folder, broken, "too short");
    }

    @Test
    void aFolderOfTwoModelsIsAmbiguous() throws IOException {
        write("model.safetensors", SAFETENSORS);
        for (String variant : List.of("model", "model.fp16")) {
            Files.writeString(
                    folder.resolve(variant + ".safetensors.index.json"),
                    "{\"weight_map\":{\"w\":\"model.safetensors\"}}");
        }

        Opened.assertRefused(folder, "2 models", "model.fp16.safetensors.index.json", "name one of them");
    }

    @Test
    void aFolderWithoutAModelIsRefused() throws IOException {
        Opened.assertRefused(folder, "holds no model");
        write("config.json", new byte[] {'{', '}'});
        Opened.assertRefused(folder, "holds no model");
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        Opened.assertRefused(folder.resolve("missing"), "no such file");
        Opened.assertRefused(folder.resolve("missing.json"), "no such file");
        Opened.assertRefused(write("empty.safetensors", new byte[0]), "is empty (0 bytes)");
        Opened.assertRefused(write("notes", "weights".getBytes(StandardCharsets.UTF_8)), "is text (weights)");
        Opened.assertRefused(write("one", new byte[] {1}), "no format");
        Opened.assertRefused(write("file", NPY).resolve("below"));
    }

    @Test
    void aFolderIsNoShard() throws IOException {
        Path shard = Files.createDirectory(folder.resolve("shard"));
        Path index =
                Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"w\":\"shard\"}}");

        Opened.assertRefused(index, shard, "is a folder where a file is expected");
    }

    @Test
    void aFileUnderAStrangeNameIsRefusedInOneLine() {
        Path strange = folder.resolve("two\nlines");

        assertThat(refusal(strange)).isEqualTo(folder + "/two?lines: no such file or folder");
    }

    private static String refusal(Path path) {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            throw new AssertionError(checkpoint.format() + " came out");
        } catch (CheckpointException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
