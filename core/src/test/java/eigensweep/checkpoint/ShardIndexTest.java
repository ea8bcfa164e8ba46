package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardIndexTest {

    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeShards() throws IOException {
        Files.write(
                folder.resolve(FIRST),
                SafetensorsFile.of(
                        Bytes.floats(1, 2, 3),
                        SafetensorsFile.entry("b", "F32", "[1,2]", 0, 8),
                        SafetensorsFile.entry("a", "F32", "[1]", 8, 12)));
        Files.write(
                folder.resolve(SECOND),
                SafetensorsFile.of(Bytes.floats(4, 5), SafetensorsFile.entry("c", "F32", "[2,1]", 0, 8)));
    }

    @Test
    void whatIsWrongWithJsonIsSaidWithoutTheSettingsOfItsReader() throws IOException {
        Path index = index("{\"weight_map\": {");
        assertThatThrownBy(() -> Checkpoints.open(index))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith("is not valid JSON: Unexpected end-of-input: expected close marker for Object");
    }

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }

    private static String map(String... tensorsAndShards) {
        StringBuilder json = new StringBuilder("{\"metadata\": {\"total_size\": 20}, \"weight_map\": {");
        for (int i = 0; i < tensorsAndShards.length; i += 2) {
            json.append(i == 0 ? "\"" : ",\"")
                    .append(tensorsAndShards[i])
                    .append("\": \"")
                    .append(tensorsAndShards[i + 1])
                    .append('"');
        }
        return json + "}}";
    }

    @Test
    void shardsAreOneModelInTheOrderOfTheIndex() throws IOException {
        Path index = index(map("a", FIRST, "c", SECOND, "b", FIRST));

        try (Checkpoint checkpoint = Checkpoints.open(index)) {
            assertThat(checkpoint.format()).isEqualTo("sharded safetensors");
            assertThat(checkpoint.files())
                    .containsExactlyInAnyOrder(index, folder.resolve(FIRST), folder.resolve(SECOND));
            assertThat(Opened.names(checkpoint)).containsExactly("a", "c", "b");
            assertThat(Opened.values(Opened.tensor(checkpoint, "a"))).containsExactly(3);
            assertThat(Opened.values(Opened.tensor(checkpoint, "b"))).containsExactly(1, 2);
            assertThat(Opened.values(Opened.tensor(checkpoint, "c"))).containsExactly(4, 5);
        }
    }

    @Test
    void aTensorThatTheIndexForgotComesLast() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(index(map("a", FIRST, "c", SECOND)))) {
            assertThat(Opened.names(checkpoint)).containsExactly("a", "c", "b");
        }
    }

    @Test
    void anIndexThatGoesOnAfterItsEndIsRefused() throws IOException {
        Opened.assertRefused(index(map("a", FIRST) + " garbage"), "JSON");
        Opened.assertRefused(index(map("a", FIRST) + " {}"), "goes on");
    }

    @Test
    void anIndexThatIsNotUtf8IsRefused() throws IOException {
        Path index = index(map("a", FIRST));
        byte[] bytes = Files.readAllBytes(index);
        bytes[2] = (byte) 0xff;
        Opened.assertRefused(Files.write(index, bytes), "UTF-8");
    }

    @Test
    void aTensorInTwoShardsIsTakenFromTheOneOfTheIndex() throws IOException {
        Files.write(
                folder.resolve(SECOND),
                SafetensorsFile.of(
                        Bytes.floats(4, 9),
                        SafetensorsFile.entry("c", "F32", "[1]", 0, 4),
                        SafetensorsFile.entry("a", "F32", "[1]", 4, 8)));

        try (Checkpoint checkpoint = Checkpoints.open(index(map("a", SECOND, "b", FIRST, "c", SECOND)))) {
            assertThat(Opened.names(checkpoint)).containsExactly("a", "b", "c");
            assertThat(Opened.values(Opened.tensor(checkpoint, "a"))).containsExactly(9);
        }
    }

    @Test
    void aShardThatIsNotThereIsNamed() throws IOException {
        Path index = index(map("a", FIRST, "c", "model-00003-of-00003.safetensors"));

        Opened.assertRefused(index, folder.resolve("model-00003-of-00003.safetensors"), "no such file");
    }

    @Test
    void aBrokenShardIsNamed() throws IOException {
        Files.write(folder.resolve(SECOND), SafetensorsFile.matrix(2, 2, 1));

        Opened.assertRefused(index(map("b", FIRST, "c", SECOND)), folder.resolve(SECOND), "tensor w");
    }

    @Test
    void aTensorThatItsShardDoesNotHoldIsNoGap() throws IOException {
        Opened.assertRefused(index(map("a", FIRST, "b", SECOND)), "tensor b is not in its shard " + SECOND);
    }

    @Test
    void shardsOutsideTheFolderAreRefused() throws IOException {
        Path sub = Files.createDirectory(folder.resolve("sub"));
        Files.copy(folder.resolve(FIRST), sub.resolve(FIRST));
        for (String shard : new String[] {
            "../" + FIRST, folder.resolve(FIRST).toString(), "x/../../" + FIRST, ".", "", "..", "nul\\u0000.safetensors"
        }) {
            Path index = Files.writeString(sub.resolve("model.safetensors.index.json"), map("a", shard));

            Opened.assertRefused(index, "outside");
        }
    }

    @Test
    void shardsMayLieInFoldersBelow() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Files.move(folder.resolve(FIRST), folder.resolve("sub").resolve(FIRST));

        try (Checkpoint checkpoint = Checkpoints.open(index(map("a", "sub/" + FIRST)))) {
            assertThat(Opened.names(checkpoint)).containsExactly("a", "b");
        }
    }

    @Test
    void brokenJsonIsRefused() throws IOException {
        Opened.assertRefused(index("{what}"), "not valid JSON");
        Opened.assertRefused(index(map("a", FIRST, "a", SECOND)), "uplicate", "a");
        Opened.assertRefused(index("{\"weight_map\":{\"a\":7}}"), "weight_map.a");
        Opened.assertRefused(index("{\"weight_map\":{\"a\":{\"file\":\"" + FIRST + "\"}}}"), "weight_map.a");
        for (String json : new String[] {"{}", "[]", "7", "\"text\"", "{\"weight_map\":{}}", "{\"weight_map\":[1]}"}) {
            Opened.assertRefused(index(json), "no weight_map");
        }
    }

    @Test
    void everyPartOfAnIndexButTheWholeIsRefused() throws IOException {
        String whole = map("a", FIRST, "c", SECOND);
        for (int length = 0; length < whole.length(); length++) {
            Opened.assertRefused(index(whole.substring(0, length)));
        }
    }
}
