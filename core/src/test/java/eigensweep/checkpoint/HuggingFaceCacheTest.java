package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.file.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceCacheTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String OLD = "ffffffffffffffffffffffffffffffffffffffff";

    @TempDir
    private Path hub;

    @BeforeEach
    void fill() throws IOException {
        Path model = hub.resolve("models--org--name");
        Files.createDirectories(model.resolve("snapshots").resolve(COMMIT));
        Files.createDirectories(model.resolve("snapshots").resolve(OLD));
        Files.createDirectories(model.resolve("refs/refs/pr"));
        Files.writeString(model.resolve("refs/main"), COMMIT);
        Files.writeString(model.resolve("refs/v1.0"), OLD + "\n");
        Files.writeString(model.resolve("refs/refs/pr/1"), OLD);
        Files.createDirectories(hub.resolve("models--gpt2/snapshots").resolve(COMMIT));
        Files.createDirectories(hub.resolve("models--gpt2/refs"));
        Files.writeString(hub.resolve("models--gpt2/refs/main"), COMMIT);
    }

    private HuggingFaceCache.Snapshot find(String model) {
        return new HuggingFaceCache(Map.of("HF_HUB_CACHE", hub.toString())).find(model);
    }

    @ParameterizedTest
    @CsvSource({
        "https://huggingface.co/org/name, try org/name",
        "https://huggingface.co/org/name/tree/main, try org/name",
        "https://huggingface.co/org/name/tree/v1.0, try org/name@v1.0",
        "https://huggingface.co/org/name/blob/main/model.safetensors, try org/name",
        "https://huggingface.co/gpt2?library=transformers, try gpt2",
        "hf.co/org/name, try org/name",
        "hf://org/name, try org/name",
        "https://example.com/model.safetensors, nothing is ever fetched; download it",
        "https://huggingface.co/datasets/org/name, nothing is ever fetched; download it"
    })
    void anAddressIsAnsweredWithTheName(String address, String advice) {
        assertThatThrownBy(() -> find(address))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(address + ": is an address")
                .hasMessageEndingWith(advice.startsWith("try") ? advice : ", and give the file or folder")
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "notes.txt", "docs/table.csv", "org/paper.pdf"})
    void whatIsNoModelByItsNameIsNotToBeFetched(String name) {
        assertThatThrownBy(() -> find(name))
                .hasMessageStartingWith(name + ": no such file or folder, and by its name no model file")
                .hasMessageNotContaining("download");
    }

    @ParameterizedTest
    @CsvSource({
        "org/name, " + COMMIT,
        "gpt2, " + COMMIT,
        "org/name@main, " + COMMIT,
        "org/name@v1.0, " + OLD,
        "org/name@refs/pr/1, " + OLD,
        "org/name@" + OLD + ", " + OLD
    })
    void aNameLeadsToItsSnapshot(String model, String commit) {
        HuggingFaceCache.Snapshot snapshot = find(model);
        assertThat(snapshot.revision()).isEqualTo(commit);
        assertThat(snapshot.folder()).endsWith(Path.of("snapshots", commit)).isDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "org/other, hf download org/other",
        "bert-base-uncased, hf download bert-base-uncased",
        "org/name@v2, hf download org/name --revision v2",
        "org/name@0123456789, hf download org/name --revision 0123456789"
    })
    void aMissingModelSaysHowToFetchIt(String model, String command) {
        assertThatThrownBy(() -> find(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(model + ": no such file or folder")
                .hasMessageEndingWith(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "dir/model.pt", "a/b/c", "../x", "org/..", "/abs/olute", "a b", ""})
    void whatCannotBeANameIsAMissingFile(String model) {
        assertThatThrownBy(() -> find(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith(": no such file or folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../../etc", "abc/def", "", "0123"})
    void aReferenceThatNamesNoCommitIsRefused(String content) throws IOException {
        Files.writeString(hub.resolve("models--org--name/refs/main"), content);
        assertThatThrownBy(() -> find("org/name"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("name of a commit");
    }

    @Test
    void theCacheIsWhereTheHubsClientsLook() throws IOException {
        Path home = hub.resolve("home");
        for (String cache : new String[] {"a", "b/hub", "c/huggingface/hub", ".cache/huggingface/hub"}) {
            Path refs = home.resolve(cache).resolve("models--m/refs");
            Files.createDirectories(refs);
            Files.createDirectories(
                    home.resolve(cache).resolve("models--m/snapshots").resolve(COMMIT));
            Files.writeString(refs.resolve("main"), COMMIT);
        }
        String base = home.toString();
        Map<String, String> all = Map.of(
                "HF_HUB_CACHE", base + "/a", "HF_HOME", base + "/b", "XDG_CACHE_HOME", base + "/c", "HOME", base);
        assertThat(new HuggingFaceCache(all).find("m").folder()).startsWith(home.resolve("a"));
        assertThat(new HuggingFaceCache(without(all, "HF_HUB_CACHE")).find("m").folder())
                .startsWith(home.resolve("b"));
        Map<String, String> xdg = Map.of("HF_HOME", "", "XDG_CACHE_HOME", base + "/c", "HOME", base);
        assertThat(new HuggingFaceCache(xdg).find("m").folder()).startsWith(home.resolve("c"));
        assertThat(new HuggingFaceCache(Map.of("HOME", base)).find("m").folder())
                .startsWith(home.resolve(".cache"));
    }

    private static Map<String, String> without(Map<String, String> environment, String name) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.remove(name);
        return rest;
    }
}
