package eigensweep.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.table.Columns.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    record Fit(double alpha, @Field("D") double d, int numPlSpikes) {}

    record Metrics(@Nullable Fit fit, @Nullable Double logSpectralNorm) {}

    record Sample(
            int layerId,
            @Field("N") @Nullable Integer n,
            @Field("M") int m,
            @Field("Q") double q,
            Metrics metrics,
            Status status,
            String longname) {}

    private static final Sample FULL =
            new Sample(7, 20, 10, 2.0, new Metrics(new Fit(2.5, 0.1, 4), -0.3), Status.SUCCESS, "layer");

    private static final Sample BARE = new Sample(8, null, 10, 2.0, new Metrics(null, null), Status.PARTIAL, "");

    @Test
    void areTheComponentsInOrderWithNestedRecordsTakenApart() {
        assertThat(names(Sample.class))
                .containsExactly(
                        "layer_id",
                        "N",
                        "M",
                        "Q",
                        "alpha",
                        "D",
                        "num_pl_spikes",
                        "log_spectral_norm",
                        "status",
                        "longname");
    }

    @Test
    void holdTheValuesOfARecord() {
        assertThat(values(FULL))
                .containsEntry("N", 20)
                .containsEntry("Q", 2.0)
                .containsEntry("D", 0.1)
                .containsEntry("log_spectral_norm", -0.3)
                .containsEntry("status", Status.SUCCESS)
                .containsEntry("longname", "layer");
    }

    @Test
    void areNullWhereARecordAroundThemIs() {
        assertThat(values(BARE))
                .containsEntry("N", null)
                .containsEntry("alpha", null)
                .containsEntry("num_pl_spikes", null);
    }

    @Test
    void readIsTheInverse() {
        for (Sample sample : List.of(FULL, BARE)) {
            assertThat(Columns.read(Sample.class, values(sample))).isEqualTo(sample);
        }
    }

    @Test
    void readTakesAnyNumberAndConstantsInSmallLetters() {
        Map<String, @Nullable Object> values = values(FULL);
        values.put("N", 20.0);
        values.put("Q", 2L);
        values.put("status", "success");
        assertThat(Columns.read(Sample.class, values)).isEqualTo(FULL);
    }

    @Test
    void readRefusesWhatIsIncompleteOrUnknown() {
        Map<String, @Nullable Object> incomplete = values(FULL);
        incomplete.remove("layer_id");
        assertThatThrownBy(() -> Columns.read(Sample.class, incomplete))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Sample");
        Map<String, @Nullable Object> unknown = values(FULL);
        unknown.put("status", "splendid");
        assertThatThrownBy(() -> Columns.read(Sample.class, unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Status");
    }

    @Test
    void ofARowHaveTheNamesThatWeightWatcherUsersKnow() {
        assertThat(names(Row.class))
                .doesNotHaveDuplicates()
                .contains("layer_id", "longname", "layer_type", "slice_id", "N", "M", "Q", "rf")
                .contains("num_evals", "alpha", "D", "sigma", "xmin", "xmax", "num_pl_spikes")
                .contains("alpha_weighted", "log_alpha_norm", "norm", "log_norm", "spectral_norm", "log_spectral_norm")
                .contains("stable_rank", "entropy", "matrix_rank", "rank_loss", "sv_max", "sv_min", "lambda_max")
                .contains("warning", "status", "reason");
    }

    /// `docs/columns.md` has a table row for each, in the order of the file; some share one.
    @Test
    void ofARowAreExplained() throws IOException {
        List<String> explained = Files.readAllLines(Path.of("..", "docs", "columns.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf(" | ")))
                .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
                .map(name -> name.group(1))
                .toList();

        assertThat(explained).containsExactlyElementsOf(names(Row.class));
    }

    private static List<String> names(Class<? extends Record> type) {
        return Columns.of(type).stream().map(Column::name).toList();
    }

    private static Map<String, @Nullable Object> values(Record sample) {
        Map<String, @Nullable Object> values = new HashMap<>();
        Columns.of(sample.getClass())
                .forEach(column -> values.put(column.name(), column.value().apply(sample)));
        return values;
    }

    record Law(@Field("W_scale") double wScale, double bulkMax) {}

    record Twice(
            @Nullable Law law, @Field("rand_") @Nullable Law shuffled) {}

    @Test
    void areNamedAndPrefixedWhereAComponentSaysSo() {
        assertThat(names(Twice.class)).containsExactly("W_scale", "bulk_max", "rand_W_scale", "rand_bulk_max");
    }

    @Test
    void areReadBackUnderTheirNames() {
        Twice twice = new Twice(null, new Law(0.5, 3));
        Map<String, @Nullable Object> values = new HashMap<>();
        Columns.of(Twice.class)
                .forEach(column -> values.put(column.name(), column.value().apply(twice)));

        assertThat(Columns.read(Twice.class, values)).isEqualTo(twice);
    }

    /// The columns that WeightWatcher has, too, under its names.
    @Test
    void ofALayerHaveWeightWatchersNames() {
        assertThat(names(Row.class))
                .contains("detX_num", "detX_val", "detX_val_unrescaled")
                .contains("num_spikes", "sigma_mp", "mp_softrank", "W_scale", "bulk_max", "bulk_min")
                .contains("max_rand_eval", "rand_distance", "ww_softrank", "ww_maxdist")
                .contains("rand_num_spikes", "rand_sigma_mp", "rand_mp_softrank", "rand_W_scale")
                .contains("rand_bulk_max", "rand_bulk_min")
                .contains("alpha_low", "alpha_high", "p_value", "replicas")
                .doesNotHaveDuplicates();
    }
}
