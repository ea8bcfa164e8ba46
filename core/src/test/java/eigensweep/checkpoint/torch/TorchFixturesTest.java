package eigensweep.checkpoint.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Columns;
import eigensweep.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that torch 2.15.0, safetensors 0.8.0 and numpy 2.4.6 wrote (`bench/peers/torch_fixtures.py`).
class TorchFixturesTest {

    private static final Set<String> OF_THE_FILE = Set.of("model", "layer_id", "tensor", "seconds");

    private static final SweepOptions OPTIONS =
            new SweepOptions(LayerOptions.DEFAULT, new Solve(Precision.F64, Method.GRAM, 1), MetricOptions.DEFAULT);

    private static Path file(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(TorchFixturesTest.class.getResource("/eigensweep/checkpoint/" + name), name)
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Row> sweep(String name) {
        try (Checkpoint checkpoint = Checkpoints.open(file(name))) {
            Plan plan = Plan.of(List.of(new Plan.Model(name, checkpoint)), OPTIONS);
            Map<String, Row> rows = new TreeMap<>();
            Sweep.run(plan, new JavaBackend(), OPTIONS, Map.of(), finished -> {})
                    .forEach(row -> rows.put(row.longname(), row));
            return rows;
        }
    }

    /// The same weights from PyTorch's own format and from safetensors.
    @ParameterizedTest
    @CsvSource({
        "torch_state_dict.pt, torch_state_dict.safetensors, 16",
        "torch_module.pt, torch_module.safetensors, 4",
        "torch_numpy.pt, torch_numpy.safetensors, 4",
        "torch_numpy_protocol5.pt, torch_numpy.safetensors, 4",
        "torch_training.pt, torch_module.safetensors, 4",
        "torch_script.pt, torch_script.safetensors, 2",
        "torch_sharded, torch_state_dict.safetensors, 4",
        "torch_sharded/pytorch_model.bin.index.json, torch_state_dict.safetensors, 4"
    })
    void theSameWeightsGiveTheSameRows(String torch, String safetensors, int swept) {
        Map<String, Row> expected = sweep(safetensors);
        int compared = 0;
        for (Row row : sweep(torch).values()) {
            if (row.reason().startsWith("tied to ")) {
                assertThat(row.status()).isEqualTo(Row.Status.SKIPPED);
            } else if (!row.reason().startsWith("state of the optimiser")) {
                assertThat(expected).containsKey(row.longname());
                compared += same(row, Objects.requireNonNull(expected.get(row.longname())));
            }
        }
        assertThat(compared).isEqualTo(swept);
    }

    /// Column by column: text and integers equal, numbers to the last digits of another order of summation.
    private static int same(Row actual, Row expected) {
        for (Columns.Column column : Columns.of(Row.class)) {
            Object a = column.value().apply(actual);
            Object e = column.value().apply(expected);
            String what = actual.longname() + " " + column.name();
            if (a instanceof Double x && e instanceof Double y && !OF_THE_FILE.contains(column.name())) {
                assertThat(x).as(what).isCloseTo(y, within(1e-10 * Math.max(1e-3, Math.abs(y))));
            } else if (!OF_THE_FILE.contains(column.name())) {
                assertThat(a).as(what).isEqualTo(e);
            }
        }
        return actual.status() == Row.Status.SKIPPED ? 0 : 1;
    }

    @Test
    void aTiedWeightIsSweptOnce() {
        Row tied = Objects.requireNonNull(sweep("torch_state_dict.pt").get("lm_head"));
        assertThat(tied.reason()).isEqualTo("tied to embed");
        assertThat(tied.status()).isEqualTo(Row.Status.SKIPPED);
    }

    @Test
    void namesAreTheKeysOnTheWay() {
        try (Checkpoint nested = Checkpoints.open(file("torch_nested.pt"))) {
            assertThat(nested.tensors()).extracting(Tensor::name).containsExactly("a.0.weight", "a.1.deep.0");
        }
    }

    @Test
    void theFormatBefore16IsRead() {
        try (Checkpoint legacy = Checkpoints.open(file("torch_legacy.pt"))) {
            Tensor eye = legacy.tensors().getFirst();
            assertThat(eye.name()).isEqualTo("weight");
            assertThat(eye.shape()).containsExactly(12, 12);
        }
    }

    @ParameterizedTest
    @CsvSource({"numpy.npz, 3", "numpy_compressed.npz, 2"})
    void arraysOfNumPy(String name, int tensors) {
        Map<String, Row> expected = sweep("torch_state_dict.safetensors");
        try (Checkpoint npz = Checkpoints.open(file(name))) {
            assertThat(npz.format()).isEqualTo("npz");
            assertThat(npz.tensors()).hasSize(tensors);
        }
        Map<String, Row> rows = sweep(name);
        assertThat(alpha(rows, "dense")).isEqualTo(alpha(expected, "f32"));
        assertThat(alpha(rows, "order_f")).isCloseTo(alpha(expected, "f64"), within(1e-10));
    }

    /// In a pickle as in a file of its own.
    @Test
    void arraysOfNoNumbersSayWhatTheyAre() {
        try (Checkpoint torch = Checkpoints.open(file("torch_numpy.pt"))) {
            assertThat(Opened.tensor(torch, "names").meaning().note())
                    .isEqualTo("numpy dtype '<U1' (text) is no type of numbers");
            assertThat(Opened.tensor(torch, "objects").meaning().note()).contains("'|O8' (Python objects) is not read");
        }
    }

    private static double alpha(Map<String, Row> rows, String name) {
        Row row = Objects.requireNonNull(rows.get(name));
        return Objects.requireNonNull(Objects.requireNonNull(row.metrics()).fit())
                .alpha();
    }
}
