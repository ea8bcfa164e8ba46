package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.terminal.CommandLineRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a folder holds already: the same sweep goes on, another is refused, and nothing is lost without a
/// word.
class SweepFolderTest {

    private static final String REMEDY = "name another folder, or start over with --replace";

    @TempDir
    private Path folder;

    private Path model;
    private Path results;

    @BeforeEach
    void aSweepThatIsKept() throws IOException {
        model = SmallModels.whole(folder.resolve("model.safetensors"), 1);
        results = folder.resolve("results");
        assertThat(sweep(model, "--backend", "java").code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--precision f32,    holds a sweep with --precision f64; this one is with --precision f32",
        "--method svd,       holds a sweep with --method gram; this one is with --method svd",
        "--conv slices,      holds a sweep with --conv pooled; this one is with --conv slices",
        "--mp,               holds a sweep without --mp",
        "--split-qkv,        holds a sweep without --split-qkv",
        "--randomize,        holds a sweep without --randomize --seed 0",
        "--backend openblas, holds a sweep with --backend java; this one is with --backend openblas"
    })
    void otherOptionsAreRefusedByName(String options, String why) throws IOException {
        byte[] table = Files.readAllBytes(results.resolve("layers.csv"));
        assertRefused(sweep(model, (Object[]) options.split(" ")), why);
        assertThat(results.resolve("layers.csv")).hasBinaryContent(table);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--threads 1", "--layers *query", "--exclude thin", "--ids 0", "--min-evals 2", "--format json"})
    void optionsOnWhichNoResultDependsAreNot(String options) {
        CommandLineRun run = sweep(model, (Object[]) options.split(" "));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("layers were finished before");
    }

    @Test
    void anotherModelIsRefusedAndOneMoreIsNot() throws IOException {
        Path other = SmallModels.whole(folder.resolve("other.safetensors"), 40);
        assertRefused(sweep(other), "holds a sweep of " + model);
        CommandLineRun both = CommandLineRun.of("sweep", model, other, "-o", results, "--backend", "java");
        assertThat(both.code()).as(both.err()).isZero();
        assertThat(both.err()).contains("3 of 6 layers were finished before");
        assertRefused(sweep(model), "holds a sweep of " + other);
    }

    @Test
    void aModelUnderAnotherNameGoesOnAndAnotherUnderTheSameIsRefused() throws IOException {
        Path moved = Files.move(model, folder.resolve("moved.safetensors"));
        assertThat(sweep(moved).err()).contains("3 of 3 layers were finished before");
        SmallModels.whole(model, 7);
        assertRefused(sweep(model), "holds a sweep of " + model + " as it was before its files changed");
        CommandLineRun replaced = sweep(model, "--replace");
        assertThat(replaced.code()).isZero();
        assertThat(replaced.err()).doesNotContain("finished before");
        assertThat(sweep(model).err()).contains("3 of 3 layers were finished before");
    }

    @Test
    void whatIsReplacedIsGone() throws IOException {
        assertThat(sweep(model, "--precision", "f32", "--replace").code()).isZero();
        assertThat(Files.readString(results.resolve("layers.csv")))
                .contains(",f32,")
                .doesNotContain(",f64,");
        assertThat(Files.readString(results.resolve("shards/1-of-1.jsonl"))).doesNotContain("\"f64\"");
        assertRefused(sweep(model), "holds a sweep with --precision f32; this one is with --precision f64");
    }

    /// The record is there before the first layer: a sweep that was killed has no tables.
    @Test
    void anUnfinishedSweepIsKnownToo() throws IOException {
        Path begun = folder.resolve("begun");
        assertThat(CommandLineRun.of("sweep", model, "-q", "-o", begun, "--shard", "1/2")
                        .code())
                .isZero();
        assertThat(begun.resolve("run.json")).doesNotExist();
        CommandLineRun other = CommandLineRun.of("sweep", model, "-o", begun, "--shard", "2/2", "--mp");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("holds a sweep without --mp; name another folder, or remove it");
    }

    @Test
    void layersOfAnEarlierVersionAreRefused() throws IOException {
        Path record = results.resolve("shards/sweep.csv");
        String text = Files.readString(record);
        Files.writeString(record, text.replaceFirst("\n[^,]+,", "\n0.0.1,"));
        assertRefused(sweep(model), "holds a sweep by eigensweep 0.0.1; this is ");
        Files.delete(record);
        assertRefused(sweep(model), "holds a sweep by an earlier eigensweep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers.csv", "report.html", "run.json", "spectra.safetensors", "layers.parquet"})
    void aFileFromElsewhereIsNotOverwritten(String name) throws IOException {
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        Files.writeString(foreign.resolve(name), "mine");
        CommandLineRun run = CommandLineRun.of("sweep", model, "-o", foreign);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("holds a " + name).contains(REMEDY);
        assertThat(foreign.resolve(name)).hasContent("mine");
        assertThat(CommandLineRun.of("sweep", model, "-q", "-o", foreign, "--replace")
                        .code())
                .isZero();
    }

    @Test
    void commandsDoNotWriteOverEachOther() throws IOException {
        Path other = SmallModels.whole(folder.resolve("other.safetensors"), 40);
        CommandLineRun compared = CommandLineRun.of("compare", model, other, "-o", results);
        assertThat(compared.code()).isEqualTo(2);
        assertThat(compared.err()).contains("holds a sweep; name another folder");
        Path comparison = folder.resolve("comparison");
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            CommandLineRun run = CommandLineRun.of("compare", model, other, "-o", comparison, "--backend", "java");
            assertThat(run.code()).isZero();
            said.add(run.err());
        }
        assertThat(said.getFirst()).doesNotContain("replacing");
        assertThat(said.getLast()).contains("replacing a comparison in " + comparison);
        CommandLineRun swept = CommandLineRun.of("sweep", model, "-o", comparison, "--replace");
        assertThat(swept.code()).isEqualTo(2);
        assertThat(swept.err()).contains("holds a comparison; name another folder");
    }

    @Test
    void damagedLinesAreComputedAgainAndCounted() throws IOException {
        byte[] table = Files.readAllBytes(results.resolve("layers.csv"));
        Path kept = results.resolve("shards/1-of-1.jsonl");
        byte[] lines = Files.readAllBytes(kept);
        String text = new String(lines, StandardCharsets.ISO_8859_1);
        lines[text.indexOf("\"alpha\":") + 9]++;
        Files.write(kept, lines);
        CommandLineRun run = sweep(model, "--backend", "java");
        assertThat(run.err()).contains("1 kept lines in").contains("2 of 3 layers were finished before");
        assertThat(results.resolve("layers.csv")).hasBinaryContent(table);
        assertThat(sweep(model, "--backend", "java").err())
                .doesNotContain("kept lines")
                .contains("3 of 3 layers");
    }

    private static void assertRefused(CommandLineRun run, String why) {
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).singleElement().asString().contains(why).contains(REMEDY);
    }

    private CommandLineRun sweep(Path swept, Object... options) {
        List<Object> all = new ArrayList<>(List.of("sweep", swept, "-o", results));
        all.addAll(List.of(options));
        return CommandLineRun.of(all.toArray());
    }
}
