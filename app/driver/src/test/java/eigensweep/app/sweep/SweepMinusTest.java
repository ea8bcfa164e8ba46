package eigensweep.app.sweep;

import static eigensweep.app.sweep.GoldenTable.text;
import static eigensweep.testing.Models.gaussian;
import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.files.FileHash;
import eigensweep.testing.Matrices;
import eigensweep.testing.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sweep AFTER --minus BEFORE`: the spectra of a change.
class SweepMinusTest {

    private static final int ROWS = 30;
    private static final int COLUMNS = 24;

    @TempDir
    private Path folder;

    private Path before;
    private Path after;
    private Path alone;

    /// A model, what became of it, and the change itself as a third: numbers of few bits, so that no sum is
    /// rounded.
    @BeforeEach
    void aModelAndWhatBecameOfIt() {
        double[] w = coarse(1);
        double[] change = coarse(2);
        double[] sum = Matrices.sequence(w.length, i -> w[i] + change[i]);
        before = Models.write(
                folder.resolve("before.safetensors"),
                tensor("gone.weight", w, ROWS, COLUMNS),
                tensor("fc.weight", w, ROWS, COLUMNS),
                tensor("fc.bias", new double[ROWS], ROWS),
                tensor("frozen.weight", w, ROWS, COLUMNS),
                gaussian("head.weight", 3, 20, 15));
        after = Models.write(
                folder.resolve("after.safetensors"),
                tensor("fc.weight", sum, ROWS, COLUMNS),
                tensor("fc.bias", new double[ROWS], ROWS),
                tensor("frozen.weight", w, ROWS, COLUMNS),
                gaussian("head.weight", 4, 25, 15),
                gaussian("new.weight", 5, 20, 15));
        alone = Models.write(folder.resolve("alone.safetensors"), tensor("fc.weight", change, ROWS, COLUMNS));
    }

    private static double[] coarse(long seed) {
        return Arrays.stream(Matrices.gaussian(seed, ROWS, COLUMNS))
                .map(value -> Math.rint(value * 256) / 256)
                .toArray();
    }

    @Test
    void everyLayerHasARowThatSaysWhatBecameOfIt() throws IOException {
        List<Map<String, String>> rows = rows(sweep(after, "--minus", before, "--format", "csv"));

        assertThat(rows)
                .extracting(row -> row.get("longname") + " " + row.get("status") + ": " + row.get("reason"))
                .containsExactly(
                        "fc success: ",
                        "frozen skipped: unchanged: every element is that of " + before,
                        "head skipped: of another shape in " + before + ": 20 x 15",
                        "new skipped: not in " + before,
                        "gone skipped: only in " + before);
        assertThat(rows).extracting(row -> row.get("model")).containsOnly(after.toString());
    }

    @ParameterizedTest
    @CsvSource({"java, gram, f64", "java, svd, f64", "openblas, gram, f64", "openblas, svd, f64", "openblas, gram, f32"
    })
    void aChangeHasTheNumbersOfItsWeights(String backend, String method, String precision) throws IOException {
        Object[] how = {"--backend", backend, "--method", method, "--precision", precision, "--format", "csv"};
        List<Object> options = new ArrayList<>(Arrays.asList(how));
        if (method.equals("gram") && precision.equals("f64")) {
            options.addAll(List.of("--mp", "--randomize", "--bootstrap", "40"));
        }
        List<Object> change = new ArrayList<>(List.of(after, "--minus", before));
        change.addAll(options);
        List<Object> itself = new ArrayList<>(List.of(alone));
        itself.addAll(options);

        Map<String, String> found = rows(sweep(change.toArray())).getFirst();
        Map<String, String> expected = rows(sweep(itself.toArray())).getFirst();

        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("model", "seconds")
                .isEqualTo(expected);
    }

    @Test
    void aDryRunSaysTheSame() {
        CommandLineRun run = sweep(after, "--minus", before, "--dry-run");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("1 layers to sweep of 6 tensors", "not in " + before, "unchanged: every element");
    }

    @Test
    void theRecordNamesBothModelsWithTheirHashes() throws IOException {
        Path results = folder.resolve("results");
        CommandLineRun run = sweep(after, "--minus", before, "-o", results);
        assertThat(run.code()).as(run.err()).isZero();

        JsonNode record = new JsonMapper().readTree(Files.readString(results.resolve("run.json")));
        JsonNode model = record.at("/models/0");
        assertThat(model.get("format").stringValue()).isEqualTo("safetensors minus safetensors");
        assertThat(model.at("/files/0/sha256").stringValue())
                .isEqualTo(FileHash.of(after).sha256());
        assertThat(model.at("/minus/name").stringValue()).isEqualTo(before.toString());
        assertThat(model.at("/minus/format").stringValue()).isEqualTo("safetensors");
        assertThat(model.at("/minus/files/0/sha256").stringValue())
                .isEqualTo(FileHash.of(before).sha256());
        assertThat(Files.readString(results.resolve("report.html")))
                .contains("after.safetensors minus before.safetensors", "change", "unchanged: every element");
        assertThat(run.out()).contains("spectra of the change from " + before);
    }

    @Test
    void whatIsKnownIsTakenUntilEitherModelChanges() throws IOException {
        Object[] command = {after, "--minus", before, "--format", "csv", "-o", folder.resolve("results")};
        CommandLineRun first = sweep(command);
        CommandLineRun second = sweep(command);
        assertThat(second.err()).contains("1 of 1 layers were finished before");
        assertThat(second.out()).isEqualTo(first.out());

        Models.write(before, tensor("fc.weight", coarse(9), ROWS, COLUMNS));
        CommandLineRun refused = sweep(command);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("holds a sweep of " + after + " minus " + before + " as it was before");
        Object[] replacing = Arrays.copyOf(command, command.length + 1);
        replacing[command.length] = "--replace";
        CommandLineRun third = sweep(replacing);
        assertThat(third.err()).doesNotContain("were finished before");
        assertThat(rows(third).getFirst().get("norm"))
                .isNotEqualTo(rows(first).getFirst().get("norm"));
    }

    @Test
    void severalModelsAreEachMinusTheSame() throws IOException {
        List<Map<String, String>> rows =
                rows(sweep(after, alone, "--minus", before, "--format", "csv", "-o", folder.resolve("results")));

        assertThat(rows)
                .filteredOn(row -> text(row, "status").equals("success"))
                .extracting(row -> row.get("model"))
                .containsExactly(after.toString(), alone.toString());
    }

    @Test
    void wrappersAreDroppedAndNamed() throws IOException {
        double[] w = coarse(1);
        Path compiled = Models.write(
                folder.resolve("compiled.safetensors"),
                tensor("_orig_mod.fc.weight", Matrices.sequence(w.length, i -> 3 * w[i]), ROWS, COLUMNS));
        CommandLineRun run = sweep(compiled, "--minus", before, "--format", "csv");

        Map<String, String> row = GoldenTable.row(rows(run), "longname", "_orig_mod.fc");
        double norm = Arrays.stream(w).map(value -> 4 * value * value).sum();
        assertThat(Double.parseDouble(text(row, "norm"))).isCloseTo(norm, within(1e-9 * norm));
        assertThat(run.errLines())
                .contains("layers are matched by their names without _orig_mod., which stands before those of "
                        + compiled);
    }

    @Test
    void anAdapterIsItsUpdateAndNeedsNoBase() throws IOException {
        Path adapter = Files.createDirectory(folder.resolve("adapter"));
        Files.writeString(adapter.resolve("adapter_config.json"), "{\"lora_alpha\": 24, \"r\": 12}");
        Models.write(
                adapter.resolve("adapter_model.safetensors"),
                gaussian("base_model.model.fc.lora_A.weight", 6, 12, COLUMNS),
                gaussian("base_model.model.fc.lora_B.weight", 7, ROWS, 12));
        CommandLineRun update = sweep(adapter, "--minus", before, "--format", "csv");

        assertThat(update.errLines()).contains(adapter + " is a LoRA adapter: its updates are the change to " + before);
        assertThat(rows(update)).hasSize(1);
        assertThat(rows(update).getFirst())
                .usingRecursiveComparison()
                .ignoringFields("seconds")
                .isEqualTo(rows(sweep(adapter, "--format", "csv")).getFirst());

        CommandLineRun both = sweep(adapter, "--minus", before, "--base", before);
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.errLines()).hasSize(1);
        assertThat(both.err()).contains("--minus and --base exclude each other", "merge the adapter");
    }

    @Test
    void aModelThatDidNotChangeIsNothingToSweep() {
        CommandLineRun run = sweep(before, "--minus", before);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains("nothing to sweep", "4 (unchanged)");
    }

    @Test
    void aModelBeforeThatIsNotThereIsSaidInOneLine() {
        CommandLineRun missing = sweep(after, "--minus", folder.resolve("no-such.pt"));
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.errLines()).hasSize(1).first().asString().contains("no-such.pt");
    }

    private static List<Map<String, String>> rows(CommandLineRun run) throws IOException {
        assertThat(run.code()).as(run.err()).isZero();
        return GoldenTable.parse(run.out());
    }

    private static CommandLineRun sweep(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "sweep";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }
}
