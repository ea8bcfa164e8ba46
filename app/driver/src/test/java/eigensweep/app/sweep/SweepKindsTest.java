package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A model with a layer of each kind, as a user sweeps it.
class SweepKindsTest {

    @TempDir
    private Path folder;

    private Path model;

    private static Entry tensor(String name, long... shape) {
        return new Entry(name, DType.F32, shape, data -> {
            Random random = new Random(name.hashCode());
            for (long i = 0; i < data.byteSize() / 4; i++) {
                data.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4 * i, (float)
                        random.nextGaussian());
            }
        });
    }

    @BeforeEach
    void aModelOfManyKinds() throws IOException {
        model = folder.resolve("model.safetensors");
        SafetensorsWriter.write(
                model,
                List.of(
                        tensor("embed.weight", 40, 20),
                        tensor("h.0.attn.bias", 1, 1, 30, 30),
                        tensor("h.0.attn.q_proj.weight", 20, 20),
                        tensor("h.0.mlp.experts.up_proj", 3, 20, 24),
                        tensor("h.0.mlp.experts.up_proj_bias", 3, 24),
                        tensor("stem.conv.weight", 24, 1, 5, 5),
                        tensor("wn.weight_g", 20, 1),
                        tensor("wn.weight_v", 20, 30)));
    }

    private CommandLineRun sweep(Object... options) {
        return CommandLineRun.of(Stream.concat(Stream.of("sweep", model, "--backend", "java", "-q"), Stream.of(options))
                .toArray());
    }

    private Map<String, Map<String, String>> rows(Object... options) throws IOException {
        CommandLineRun run = sweep(
                Stream.concat(Stream.of("--format", "csv"), Stream.of(options)).toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return GoldenTable.parse(run.out()).stream().collect(Collectors.toMap(row -> row.get("longname"), row -> row));
    }

    @Test
    void everyKindHasItsRows() throws IOException {
        Map<String, Map<String, String>> rows = rows();

        assertThat(rows)
                .containsOnlyKeys(
                        "embed",
                        "h.0.attn.bias",
                        "h.0.attn.q_proj",
                        "h.0.mlp.experts.up_proj.0",
                        "h.0.mlp.experts.up_proj.1",
                        "h.0.mlp.experts.up_proj.2",
                        "stem.conv",
                        "wn.weight_g",
                        "wn");
        assertThat(rows.get("h.0.mlp.experts.up_proj.1"))
                .containsEntry("layer_type", "expert")
                .containsEntry("role", "up")
                .containsEntry("block", "0")
                .containsEntry("num_evals", "20");
        assertThat(rows.get("stem.conv"))
                .containsEntry("layer_type", "conv2d")
                .containsEntry("rf", "25")
                .containsEntry("N", "24")
                .containsEntry("M", "1");
        assertThat(rows.get("wn")).extractingByKey("note").asString().contains("weight normalisation");
        assertThat(rows.get("h.0.attn.bias"))
                .containsEntry("status", "skipped")
                .containsEntry("reason", "a buffer, not a parameter: an attention mask by its name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--type;expert,embedding;4",
                "--exclude;*experts*;4",
                "--ids;0,2;2",
                "--layers;h.0.mlp.experts.up_proj.2;1"
            })
    void optionsChoose(String option, String value, int swept) throws IOException {
        assertThat(rows(option, value).values())
                .filteredOn(row -> "success".equals(row.get("status")))
                .hasSize(swept);
        CommandLineRun table = sweep(option, value);
        assertThat(table.out()).containsPattern("(?m)^and \\d+ not chosen (by|because of) " + option);
    }

    @Test
    void buffersAreSweptOnRequest() throws IOException {
        assertThat(rows("--include-buffers").get("h.0.attn.bias")).containsEntry("status", "success");
    }

    @ParameterizedTest
    @CsvSource({"--ids, 3-1", "--type, convolution", "--exclude, [", "--layers, {a"})
    void aChoiceThatIsNoneIsAUsageError(String option, String value) {
        CommandLineRun run = sweep(option, value);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(option + " " + value + ": ");
    }

    /// `--ids=$UNSET` is no wish to have all.
    @Test
    void noPlacesAtAllAreAUsageError() {
        CommandLineRun run = sweep("--ids=");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--ids : numbers and ranges such as 0,3,7-9 are expected, not ''");
    }

    @Test
    void theReportSumsUpExperts() throws IOException {
        Path results = folder.resolve("results");
        assertThat(sweep("-o", results).code()).isZero();
        assertThat(Files.readString(results.resolve("report.html")))
                .contains("Experts</h2>", "h.0.mlp.experts.up_proj</");
        assertThat(Files.readString(results.resolve("run.json"))).contains("\"include_buffers\"");
    }

    @Test
    void aWeightThatIsMissingIsNotPassedOver() throws IOException {
        SafetensorsWriter.write(model, List.of(tensor("module.a.weight", 0), tensor("module.b.weight", 20, 20)));
        CommandLineRun run = sweep("--format", "csv");
        assertThat(run.code()).isEqualTo(3);
        assertThat(GoldenTable.parse(run.out()))
                .extracting(row -> row.get("status"))
                .containsExactly("failed", "success");
    }
}
