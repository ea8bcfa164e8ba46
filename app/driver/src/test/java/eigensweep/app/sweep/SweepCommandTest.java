package eigensweep.app.sweep;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.files.FileHash;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SweepCommandTest {

    private static final List<String> SWEPT = List.of("embed_tokens", "layer.0.query", "layer.0.output");

    private static final String[] TENSORS = {
        "embed_tokens.weight", "layer.0.query.weight", "layer.0.query.bias", "layer.0.output.weight", "thin.weight"
    };

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path folder;

    private Path model;
    private Path results;

    @BeforeEach
    void aSmallModel() throws IOException {
        model = SmallModels.whole(folder.resolve("model.safetensors"), 1);
        results = folder.resolve("results");
    }

    @Test
    void aTableNamesEveryMatrixAndStderrTheBackend() {
        CommandLineRun run = sweep(model, "--backend", "java");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains(SWEPT).contains("thin");
        assertThat(run.errLines()).first().asString().startsWith("backend: java");
        assertThat(folder).as("without -o nothing is written").isDirectoryNotContaining("glob:**results");
    }

    /// Two copies of a model are one model, and a word about the other.
    @Test
    void whatWasLeftOutOfAFolderIsSaidAndKept() throws IOException {
        Path both = Files.createDirectory(folder.resolve("both"));
        Files.copy(model, both.resolve("model.safetensors"));
        Files.copy(model, both.resolve("consolidated.safetensors"));
        String remark = both + ": took model.safetensors and left out consolidated.safetensors; to sweep one of those,"
                + " name it";
        CommandLineRun run = sweep(both, "-o", results, "--backend", "java");
        assertThat(run.code()).isZero();
        assertThat(run.errLines()).first().isEqualTo(remark);
        JsonNode kept = json.readTree(Files.readString(results.resolve("run.json")));
        assertThat(kept.at("/models/0/remarks/0").asString()).isEqualTo(remark);
        CommandLineRun compared = CommandLineRun.of("compare", both, model, "--backend", "java");
        assertThat(compared.errLines()).contains(remark);
        assertThat(sweep(both, "-q").err()).isEmpty();
    }

    @Test
    void stdoutCarriesNothingButTheResultAndQuietSilencesTheRest() throws IOException {
        for (String format : List.of("csv", "json", "table")) {
            CommandLineRun loud = sweep(model, "--format", format, "-v", "--progress", "plain");
            CommandLineRun quiet = sweep(model, "--format", format, "-q");
            assertThat(loud.err()).contains(SWEPT);
            assertThat(quiet.err()).isEmpty();
            assertThat(quiet.out()).isNotEmpty().doesNotContain("backend: ");
        }
        CommandLineRun verbose = sweep(model, "--format", "csv", "-v");
        assertThat(GoldenTable.parse(verbose.out()))
                .extracting(row -> row.get("longname"))
                .containsExactly("embed_tokens", "layer.0.query", "layer.0.output", "thin");
    }

    @Test
    void chosenLayersAreSweptAndTheOthersNamedAsSkipped() throws IOException {
        List<Map<String, String>> rows = GoldenTable.parse(
                sweep(model, "--format", "csv", "--layers", "*.{query,key}").out());
        assertThat(rows)
                .filteredOn(row -> GoldenTable.text(row, "status").equals("success"))
                .extracting(row -> row.get("longname"))
                .containsExactly("layer.0.query");
        assertThat(GoldenTable.row(rows, "longname", "embed_tokens").get("reason"))
                .contains("not chosen by --layers");
    }

    @Test
    void aDryRunNamesEveryTensorAndSweepsNone() {
        CommandLineRun table = sweep(model, "--dry-run");
        assertThat(table.code()).isZero();
        assertThat(table.out())
                .contains(SWEPT)
                .contains("layer.0.query.bias", "thin")
                .contains("3 layers to sweep of 5");
        CommandLineRun csv = sweep(model, "--dry-run", "--format", "csv", "-o", results);
        assertThat(csv.out()).contains(TENSORS);
        JsonNode items =
                json.readTree(sweep(model, "--dry-run", "--format", "json").out());
        assertThat(items).hasSize(TENSORS.length);
        assertThat(items.at("/2/skipped").stringValue()).contains("vector");
        assertThat(results).doesNotExist();
    }

    @Test
    void nothingToSweepIsAnErrorThatSaysWhy() throws IOException {
        CommandLineRun run = sweep(SmallModels.nothing(folder.resolve("nothing.safetensors")));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains("nothing to sweep", "vector");
    }

    @Test
    void layersThatFailForTheSameReasonAreOneLine() throws IOException {
        Path broken = SmallModels.allWithNaN(folder.resolve("broken.safetensors"), "a", "b", "c");
        CommandLineRun run = sweep(broken, "-q");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("eigensweep: " + broken + ": a and 2 more: holds NaN at row 3, column 2");
    }

    @Test
    void aLayerThatHoldsNaNFailsAloneAndTheExitCodeSaysSo() throws IOException {
        Path broken = SmallModels.withNaN(folder.resolve("broken.safetensors"));
        CommandLineRun run = sweep(broken, "--format", "csv", "-q");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains("broken.safetensors", "broken holds NaN at row 3, column 2");
        assertThat(GoldenTable.parse(run.out()))
                .extracting(row -> row.get("longname") + " " + row.get("status"))
                .containsExactly("first success", "broken failed", "last success");
        assertThat(sweep(broken, "-q", "-o", results).code()).isEqualTo(3);
        assertThat(results).isDirectoryContaining("glob:**layers.csv");
    }

    @Test
    void resultsAreKeptWhole() throws IOException {
        CommandLineRun run = sweep(model, "--format", "csv", "-o", results);
        assertThat(run.code()).isZero();
        assertThat(results.resolve("layers.csv")).hasContent(run.out());
        assertThat(results).isDirectoryNotContaining("glob:**.partial");
        JsonNode record = json.readTree(Files.readString(results.resolve("run.json")));
        JsonNode file = record.at("/models/0/files/0");
        assertThat(new FileHash(
                        file.get("path").stringValue(),
                        file.get("bytes").longValue(),
                        file.get("sha256").stringValue()))
                .isEqualTo(FileHash.of(model));
        try (Checkpoint spectra = Checkpoints.open(results.resolve("spectra.safetensors"))) {
            assertThat(spectra.tensors()).extracting(Tensor::name).containsExactlyElementsOf(SWEPT);
            assertThat(spectra.tensors()).extracting(Tensor::dtype).containsOnly(DType.F64);
            assertThat(spectra.tensors()).extracting(Tensor::count).containsExactly(20L, 24L, 16L);
            double largest = spectra.tensors()
                    .getFirst()
                    .data()
                    .getAtIndex(JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 19);
            assertThat(Double.toString(largest))
                    .isEqualTo(GoldenTable.parse(run.out()).getFirst().get("lambda_max"));
        }
    }

    @Test
    void aFileInThePlaceOfTheFolderIsRefusedInOneLine() throws IOException {
        Files.createFile(results);
        CommandLineRun run = sweep(model, "-o", results);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(results + " is a file");
        assertThat(run.errLines().getLast()).startsWith("eigensweep: ");
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @Test
    void aSecondRunTakesWhatTheFirstKept() throws IOException {
        CommandLineRun first = sweep(model, "--format", "csv", "-o", results);
        CommandLineRun second = sweep(model, "--format", "csv", "-o", results);
        assertThat(second.code()).isZero();
        assertThat(second.err()).contains("3 of 3 layers were finished before");
        assertThat(second.out()).isEqualTo(first.out());
    }

    /// What computed the results, and when, does not change where nothing is computed.
    @Test
    void aSecondRunLeavesTheRecordOfTheFirst() throws IOException {
        sweep(model, "-q", "-o", results);
        String record = Files.readString(results.resolve("run.json"));
        sweep(model, "-q", "-o", results);
        assertThat(results.resolve("run.json")).hasContent(record);
        sweep(model, "-q", "-o", results, "--layers", "*.query");
        assertThat(json.readTree(Files.readString(results.resolve("run.json")))
                        .at("/options/layers")
                        .stringValue())
                .isEqualTo("*.query");
    }

    /// One that another program wrote, and that has our names in it.
    @Test
    void aForeignRecordHasNoTimesToTake() throws IOException {
        sweep(model, "-q", "-o", results);
        Files.writeString(results.resolve("run.json"), "{\"started\": \"yesterday\", \"seconds\": 1}");
        assertThat(sweep(model, "-q", "-o", results).code()).isZero();
        assertThat(json.readTree(Files.readString(results.resolve("run.json"))).has("models"))
                .isTrue();
    }

    @Test
    void aDryRunOfAShareNamesItsLayersAlone() {
        JsonNode items = json.readTree(
                sweep(model, "--dry-run", "--format", "json", "--shard", "1/3").out());
        assertThat(StreamSupport.stream(items.spliterator(), false)
                        .filter(item -> item.get("skipped").stringValue().isEmpty()))
                .hasSize(1);
        assertThat(sweep(model, "--dry-run", "--shard", "1/3").out())
                .contains("1 layers to sweep of 5 tensors", "2 (of another share)");
    }

    @Test
    void sharesAndThenTheWholeGiveWhatOneRunGives() throws IOException {
        Path undisturbed = folder.resolve("undisturbed");
        assertThat(sweep(model, "-q", "-o", undisturbed).code()).isZero();
        for (String share : List.of("1/2", "2/2")) {
            CommandLineRun run = sweep(model, "-o", results, "--shard", share);
            assertThat(run.code()).isZero();
            assertThat(run.out()).isEmpty();
            assertThat(results.resolve("layers.csv")).doesNotExist();
        }
        assertThat(sweep(model, "-o", results).err()).contains("3 of 3 layers were finished before");
        assertThat(results.resolve("layers.csv")).hasSameBinaryContentAs(undisturbed.resolve("layers.csv"));
        assertThat(results.resolve("spectra.safetensors"))
                .hasSameBinaryContentAs(undisturbed.resolve("spectra.safetensors"));
    }

    @Test
    void aShareNeedsAFolderToMeetTheOthersIn() {
        CommandLineRun run = sweep(model, "--shard", "1/2", "-q");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains("-o DIR");
    }

    @Test
    void parquetIsWrittenBesideTheTableAndNothingIsPrinted() throws IOException {
        CommandLineRun run = sweep(model, "--format", "parquet", "-q", "-o", results);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        byte[] parquet = Files.readAllBytes(results.resolve("layers.parquet"));
        assertThat(new String(parquet, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        assertThat(results.resolve("layers.csv")).exists();
    }

    @Test
    void aParquetFileOfOtherLayersDoesNotStay() throws IOException {
        sweep(model, "--format", "parquet", "-q", "-o", results);
        sweep(model, "--layers", "*query", "-q", "-o", results);
        assertThat(results.resolve("layers.parquet")).doesNotExist();
    }

    /// What is printed and kept of a model depends on nothing but the model and the options; times are in
    /// `run.json`.
    @Test
    void twoRunsGiveTheSameBytes() throws IOException {
        Path again = folder.resolve("again");
        CommandLineRun first = sweep(model, "--format", "csv", "-o", results);
        CommandLineRun second = sweep(model, "--format", "csv", "-o", again);
        assertThat(second.out())
                .isEqualTo(first.out())
                .isEqualTo(sweep(model, "--format", "csv").out());
        for (String name : List.of("layers.csv", "spectra.safetensors")) {
            assertThat(again.resolve(name)).hasSameBinaryContentAs(results.resolve(name));
        }
        JsonNode took =
                json.readTree(Files.readString(results.resolve("run.json"))).get("seconds_of_layers");
        assertThat(StreamSupport.stream(took.spliterator(), false)
                        .map(layer -> layer.get("layer").stringValue()))
                .containsExactlyElementsOf(SWEPT);
        assertThat(took)
                .allSatisfy(
                        layer -> assertThat(layer.get("seconds").doubleValue()).isPositive());
    }

    @Test
    void aTableThatIsNotWhatWasWrittenIsMadeAgain() throws IOException {
        sweep(model, "-q", "-o", results);
        byte[] table = Files.readAllBytes(results.resolve("layers.csv"));
        byte[] page = Files.readAllBytes(results.resolve("report.html"));
        assertThat(sweep(model, "-o", results).err()).contains("nothing has changed");
        Files.writeString(results.resolve("layers.csv"), "edited");
        assertThat(sweep(model, "-o", results).err()).contains("written to");
        assertThat(results.resolve("layers.csv")).hasBinaryContent(table);
        Files.delete(results.resolve("report.html"));
        sweep(model, "-q", "-o", results);
        assertThat(results.resolve("report.html")).hasBinaryContent(page);
    }

    @Test
    void oneBadFileAmongOthersIsARowThatSaysWhy() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.safetensors"), "no weights");
        CommandLineRun run = sweep(bad, model, "--format", "csv", "-q", "-o", results);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errLines()).singleElement().asString().startsWith("eigensweep: " + bad + ": ");
        List<Map<String, String>> rows = GoldenTable.parse(run.out());
        assertThat(rows)
                .extracting(row -> row.get("status"))
                .containsExactly("success", "success", "success", "skipped", "failed");
        assertThat(rows.getLast())
                .containsEntry("model", bad.toString())
                .containsEntry("longname", "")
                .containsEntry("layer_id", "");
        assertThat(rows.getLast().get("reason")).isNotEmpty();
        assertThat(sweep(bad, model, "-q").code()).isEqualTo(3);
        assertThat(sweep(bad, model, "--dry-run").code()).isEqualTo(3);
        CommandLineRun alone = sweep(bad, "-q");
        assertThat(alone.code()).isEqualTo(1);
        assertThat(alone.errLines()).hasSize(1);
        CommandLineRun none = sweep(bad, folder.resolve("nowhere.npy"), "-q");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.errLines()).hasSize(2);
    }

    @Test
    void tooLittleMemoryFailsLayersAndNamesTheFigure() {
        CommandLineRun run = sweep(model, "--max-memory", "1K", "-q");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errLines()).singleElement().asString().contains(" and 2 more: ", "MiB", "--max-memory");
    }

    @Test
    void figuresComeInTheFormsThatAreAskedForAndNeedAFolder() throws IOException {
        Path results = folder.resolve("forms");
        assertThat(sweep(model, "-o", results, "--figures", "pdf,png").code()).isZero();
        assertThat(results.resolve("figures/overview-alpha.pdf")).exists();
        assertThat(results.resolve("figures/overview-log-norm.png")).exists();
        assertThat(results.resolve("figures/overview-log-norm.svg")).doesNotExist();
        CommandLineRun nowhere = sweep(model, "--figures", "pdf");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.errLines()).singleElement().asString().contains("--figures needs -o DIR");
    }

    private static CommandLineRun sweep(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "sweep";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }
}
