package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a sweep prints: a table, CSV, JSON.
class SweepPrintedTest {

    private static final List<String> SWEPT = List.of("embed_tokens", "layer.0.query", "layer.0.output");

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void aSmallModel() throws IOException {
        model = SmallModels.whole(folder.resolve("model.safetensors"), 1);
    }

    @Test
    void csvHasARowForEveryMatrixSkippedOnesIncluded() throws IOException {
        List<Map<String, String>> rows =
                GoldenTable.parse(sweep(model, "--format", "csv").out());
        assertThat(rows)
                .extracting(row -> row.get("status"))
                .containsExactly("success", "success", "success", "skipped");
        assertThat(rows.getLast().get("reason")).endsWith("fewer than --min-evals 8");
        assertThat(rows.getFirst())
                .containsEntry("layer_type", "embedding")
                .containsEntry("N", "60")
                .containsEntry("M", "20");
    }

    @Test
    void jsonHoldsTheRecordOfTheRunAndTheRows() {
        JsonNode run = json.readTree(
                sweep(model, "--format", "json", "--backend", "java").out());
        assertThat(run.at("/backend/name").stringValue()).isEqualTo("java");
        assertThat(run.at("/models/0/name").stringValue()).isEqualTo(model.toString());
        assertThat(run.at("/summary/layers").intValue()).isEqualTo(3);
        assertThat(run.at("/summary/skipped").intValue()).isEqualTo(1);
        assertThat(StreamSupport.stream(run.get("layers").spliterator(), false)
                        .map(layer -> layer.get("longname").stringValue()))
                .containsExactly("embed_tokens", "layer.0.query", "layer.0.output", "thin");
        assertThat(run.at("/layers/0/alpha").doubleValue()).isGreaterThan(1);
        assertThat(run.at("/layers/3/alpha").isNull()).isTrue();
    }

    @Test
    void severalModelsShareATable() throws IOException {
        Path other = SmallModels.whole(folder.resolve("other.safetensors"), 40);
        List<Map<String, String>> rows =
                GoldenTable.parse(sweep(model, other, "--format", "csv").out());
        assertThat(rows)
                .extracting(row -> row.get("model"))
                .containsOnly(model.toString(), other.toString())
                .hasSize(8);
    }

    /// A mean over two models would be of none.
    @Test
    void eachModelHasItsOwnMeans() throws IOException {
        Path other = SmallModels.whole(folder.resolve("other.safetensors"), 40);
        List<String> alone = means(sweep(model).out());
        assertThat(alone).hasSize(1).first().asString().startsWith("mean over layers: alpha ");
        assertThat(means(sweep(model, other).out()))
                .containsExactly(
                        model + ": " + alone.getFirst(),
                        other + ": " + means(sweep(other).out()).getFirst());
    }

    @Test
    void theRecordHasTheMeansOfEachModelAndTheCountsOfAll() throws IOException {
        Path other = SmallModels.whole(folder.resolve("other.safetensors"), 40);
        JsonNode both = json.readTree(sweep(model, other, "--format", "json").out());
        JsonNode alone = json.readTree(sweep(other, "--format", "json").out());
        assertThat(both.at("/models/1/summary"))
                .isEqualTo(alone.at("/summary"))
                .isEqualTo(alone.at("/models/0/summary"));
        assertThat(both.at("/summary/layers").intValue())
                .isEqualTo(2 * alone.at("/summary/layers").intValue());
        assertThat(both.at("/summary/alpha").isNull()).isTrue();
    }

    private static List<String> means(String table) {
        return table.lines().filter(line -> line.contains("mean over layers")).toList();
    }

    /// The numbers are those of the CSV, to four digits.
    @Test
    void whatASweepIsAskedForIsInItsTable() throws IOException {
        String options = "--mp --randomize --bootstrap 39";
        List<String> lines = sweepWith(options).lines().toList();
        Map<String, String> row = GoldenTable.parse(sweepWith(options + " --format csv")).stream()
                .filter(each -> GoldenTable.text(each, "longname").equals("embed_tokens"))
                .findFirst()
                .orElseThrow();
        List<String> heads = List.of(lines.getFirst().split(" +"));
        String[] cells = lines.stream()
                .filter(line -> line.startsWith("embed_tokens"))
                .findFirst()
                .orElseThrow()
                .split(" +");
        for (String column : List.of(
                "num_spikes",
                "sigma_mp",
                "mp_softrank",
                "W_scale",
                "bulk_max",
                "bulk_min",
                "max_rand_eval",
                "rand_distance",
                "ww_softrank",
                "ww_maxdist",
                "num_traps",
                "alpha_low",
                "alpha_high",
                "p_value")) {
            double exact = Double.parseDouble(GoldenTable.text(row, column));
            assertThat(Double.parseDouble(cells[heads.indexOf(column)]))
                    .as(column)
                    .isCloseTo(exact, within(6e-4 * Math.abs(exact)));
        }
        assertThat(sweep(model).out().lines().findFirst().orElseThrow()).doesNotContain("sigma_mp");
    }

    private String sweepWith(String options) {
        List<Object> arguments = new ArrayList<>(List.of(model));
        arguments.addAll(List.of(options.split(" ")));
        return sweep(arguments.toArray()).out();
    }

    private static CommandLineRun sweep(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "sweep";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }
}
