package eigensweep.app.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.sweep.GoldenTable;
import eigensweep.app.sweep.SmallModels;
import eigensweep.app.terminal.CommandLineRun;
import eigensweep.testing.Matrices;
import eigensweep.testing.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompareCommandTest {

    @TempDir
    private Path folder;

    private Path before;
    private Path after;

    @BeforeEach
    void twoModels() throws IOException {
        before = SmallModels.whole(folder.resolve("before.safetensors"), 1);
        after = SmallModels.whole(folder.resolve("after.safetensors"), 21);
    }

    @Test
    void aModelDoesNotDifferFromItself() throws IOException {
        List<Map<String, String>> changes = changes(before, before);
        assertThat(changes)
                .filteredOn(change -> !GoldenTable.text(change, "before").isEmpty())
                .isNotEmpty()
                .extracting(change -> Double.parseDouble(change.get("delta")))
                .containsOnly(0.0);
        assertThat(changes).extracting(change -> change.get("relative")).containsOnly("");
        assertThat(changes)
                .extracting(change -> change.get("longname"))
                .contains("embed_tokens", "layer.0.query", "layer.0.output")
                .doesNotContain("thin");
    }

    @Test
    void aBaselineThatChangedTheSameLeavesNothing() throws IOException {
        List<Map<String, String>> changes =
                changes(before, after, "--baseline-before", before, "--baseline-after", after);
        assertThat(changes)
                .filteredOn(change -> !GoldenTable.text(change, "delta").isEmpty())
                .isNotEmpty()
                .extracting(change -> Double.parseDouble(change.get("relative")))
                .containsOnly(0.0);
        assertThat(changes).extracting(change -> change.get("delta")).anyMatch(delta -> !delta.equals("0.0"));
    }

    @Test
    void foldersThatASweepMadeAreReadAndNotSweptAgain() throws IOException {
        Path earlier = folder.resolve("sweep-before");
        Path later = folder.resolve("sweep-after");
        assertThat(CommandLineRun.of("sweep", before, "-q", "-o", earlier).code())
                .isZero();
        assertThat(CommandLineRun.of("sweep", after, "-q", "-o", later).code()).isZero();
        CommandLineRun read = CommandLineRun.of("compare", earlier, later, "--format", "csv");
        assertThat(read.code()).isZero();
        assertThat(read.err()).doesNotContain("sweeping");
        assertThat(GoldenTable.parse(read.out())).isEqualTo(changes(before, after));
    }

    /// Until 0.3 tables had a column of times.
    @Test
    void tablesOfEarlierVersionsAreRead() throws IOException {
        Path swept = folder.resolve("swept");
        CommandLineRun.of("sweep", before, "-q", "-o", swept, "--backend", "java");
        CommandLineRun now = CommandLineRun.of("compare", swept, after, "--format", "csv", "--backend", "java");
        Path table = swept.resolve("layers.csv");
        List<String> lines = Files.readAllLines(table);
        Files.write(
                table,
                IntStream.range(0, lines.size())
                        .mapToObj(i -> lines.get(i) + (i == 0 ? ",seconds" : ",0.25"))
                        .toList());
        CommandLineRun earlier = CommandLineRun.of("compare", swept, after, "--format", "csv", "--backend", "java");
        assertThat(earlier.code()).isZero();
        assertThat(earlier.out()).isNotEmpty().isEqualTo(now.out());
    }

    @Test
    void changesAreKeptInAFolder() throws IOException {
        Path kept = folder.resolve("kept");
        CommandLineRun run = CommandLineRun.of("compare", before, after, "--format", "csv", "-q", "-o", kept);
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(kept.resolve("changes.csv")).hasContent(run.out());
    }

    @Test
    void aTableNamesEveryLayer() {
        CommandLineRun run = CommandLineRun.of("compare", before, after, "-q");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("embed_tokens", "layer.0.query", "layer.0.output", "alpha");
    }

    /// As far as fits of 20 eigenvalues go, hardly any change of alpha is one.
    @Test
    void aChangeOfAlphaWithinItsErrorIsMarked() throws IOException {
        List<String> table =
                CommandLineRun.of("compare", before, after).out().lines().toList();
        List<Map<String, String>> changes = changes(before, after).stream()
                .filter(change -> GoldenTable.text(change, "metric").equals("alpha"))
                .filter(change -> !GoldenTable.text(change, "delta").isEmpty())
                .toList();
        assertThat(changes).isNotEmpty();
        for (Map<String, String> change : changes) {
            String line = table.stream()
                    .filter(each -> each.startsWith(GoldenTable.text(change, "longname")))
                    .findFirst()
                    .orElseThrow();
            boolean isWithin = Math.abs(Double.parseDouble(GoldenTable.text(change, "delta")))
                    <= Double.parseDouble(GoldenTable.text(change, "standard_error"));
            assertThat(line.contains("~")).as(line).isEqualTo(isWithin);
        }
        assertThat(table.getLast()).isEqualTo("~ within the standard error of what was fitted");
    }

    @Test
    void modelsWithoutACommonLayerAreAnErrorInOneLine() throws IOException {
        Path other = SmallModels.withNaN(folder.resolve("other.safetensors"));
        CommandLineRun run = CommandLineRun.of("compare", before, other, "-q");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(2);
        assertThat(run.errLines().getFirst()).contains("broken holds NaN");
        assertThat(run.errLines().getLast()).contains("no layer of the same name");
    }

    @Test
    void aLayerThatCannotBeComputedIsNamedAndTheOthersAreCompared() throws IOException {
        Path broken = SmallModels.withNaN(folder.resolve("broken.safetensors"));
        CommandLineRun run = CommandLineRun.of("compare", broken, broken, "--format", "csv", "-q");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errLines()).allMatch(line -> line.contains("broken holds NaN at row 3, column 2"));
        assertThat(GoldenTable.parse(run.out()).stream()
                        .map(change -> change.get("longname"))
                        .distinct())
                .containsExactly("first", "last");
    }

    @Test
    void aLayerThatASweepFailedOnIsNamedFromItsFolderAsWell() throws IOException {
        Path broken = SmallModels.withNaN(folder.resolve("broken.safetensors"));
        Path swept = folder.resolve("swept");
        assertThat(CommandLineRun.of("sweep", broken, "-q", "-o", swept).code()).isEqualTo(3);
        CommandLineRun run = CommandLineRun.of("compare", swept, swept, "--format", "csv");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errLines())
                .containsExactly(CommandLineRun.of("compare", broken, broken, "-q")
                        .errLines()
                        .getFirst());
        assertThat(GoldenTable.parse(run.out()))
                .extracting(change -> change.get("longname"))
                .contains("first", "last");
    }

    @Test
    void sweepsWhoseNumbersAreOfDifferentThingsAreNotCompared() {
        Path swept = folder.resolve("paper");
        CommandLineRun.of("sweep", before, "-q", "-o", swept, "--convention", "paper");
        CommandLineRun run = CommandLineRun.of("compare", swept, after);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("--convention paper", "--convention weightwatcher", "sweep both alike");
        assertThat(CommandLineRun.of("compare", swept, after, "--convention", "paper")
                        .code())
                .isZero();
    }

    @Test
    void whereEveryLayerFailedTheReasonsAreTold() throws IOException {
        Path swept = folder.resolve("swept");
        CommandLineRun.of("sweep", before, "-q", "-o", swept, "--max-memory", "1K");
        CommandLineRun run = CommandLineRun.of("compare", swept, swept);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(2);
        assertThat(run.errLines().getFirst()).contains(" and 2 more: ", "--max-memory");
        assertThat(run.errLines().getLast()).contains("no layer of the same name that could be computed");
    }

    @Test
    void aLayerThatFailedOnOneSideIsNotSaidToBeMissingThere() throws IOException {
        Path good = SmallModels.named(folder.resolve("good.safetensors"), "first", "broken", "last", "more");
        Path broken = SmallModels.withNaN(folder.resolve("broken.safetensors"));
        CommandLineRun run = CommandLineRun.of("compare", good, broken);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errLines()).contains("failed in " + broken + ": broken", "only in " + good + ": more");
    }

    /// Case 08 of those made after public reports (karpathy/nanoGPT issue 325): weights twice as large.
    @ParameterizedTest
    @ValueSource(strings = {"_orig_mod.", "module."})
    void wrappersAreDroppedAndNamed(String wrapper) throws IOException {
        double[] w = Matrices.gaussian(1, 40, 30);
        Path plain = Models.write(folder.resolve("plain"), Models.tensor("h.0.fc.weight", w, 40, 30));
        Path wrapped = Models.write(
                folder.resolve("wrapped"),
                Models.tensor(wrapper + "h.0.fc.weight", Matrices.sequence(1200, i -> 2 * w[i]), 40, 30));

        Map<String, String> norm = GoldenTable.row(changes(plain, wrapped), "metric", "norm");
        assertThat(Double.parseDouble(GoldenTable.text(norm, "delta"))
                        / Double.parseDouble(GoldenTable.text(norm, "before")))
                .isCloseTo(3.0, within(1e-12));
        CommandLineRun run = CommandLineRun.of("compare", plain, wrapped, "-o", folder.resolve("kept"));
        String line = "ayers are matched by their names without " + wrapper + ", which stands before those of ";
        assertThat(run.errLines()).contains("l" + line + wrapped);
        assertThat(folder.resolve("kept/report.html")).content().contains("L" + line + "the model after.");
    }

    private static List<Map<String, String>> changes(Object before, Object after, Object... options)
            throws IOException {
        Object[] arguments = new Object[options.length + 6];
        System.arraycopy(new Object[] {"compare", before, after, "-q", "--format", "csv"}, 0, arguments, 0, 6);
        System.arraycopy(options, 0, arguments, 6, options.length);
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return GoldenTable.parse(run.out());
    }
}
