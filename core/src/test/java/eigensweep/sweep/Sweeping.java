package eigensweep.sweep;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.table.Columns;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sweeps of small models with the pure Java backend.
final class Sweeping {

    static final Backend JAVA =
            ((Availability.Present) new JavaBackend.Provider().probe()).open().get();

    private Sweeping() {}

    /// Defaults on this many threads.
    static SweepOptions options(int threads) {
        return new SweepOptions(
                LayerOptions.DEFAULT, new Solve(Precision.F64, Method.GRAM, threads), MetricOptions.DEFAULT);
    }

    /// The same with other layers.
    static SweepOptions withLayers(SweepOptions options, LayerOptions layers) {
        return new SweepOptions(layers, options.solve(), options.metrics(), options.memory());
    }

    /// The same with this many bytes for the layers in progress.
    static SweepOptions withMemory(SweepOptions options, long memory) {
        return new SweepOptions(options.layers(), options.solve(), options.metrics(), memory);
    }

    /// The same with other metrics.
    static SweepOptions withMetrics(SweepOptions options, MetricOptions metrics) {
        return new SweepOptions(options.layers(), options.solve(), metrics, options.memory());
    }

    static List<Row> rows(Path model) {
        return rows(model, options(1));
    }

    static List<Row> rows(Path model, SweepOptions options) {
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            Plan plan = Plan.of(List.of(new Plan.Model("model", checkpoint)), options);
            return Sweep.run(plan, JAVA, options, Map.of(), group -> {});
        }
    }

    static Row named(List<Row> rows, String longname) {
        return rows.stream()
                .filter(row -> row.longname().equals(longname))
                .findFirst()
                .orElseThrow();
    }

    /// What stands in every column.
    static List<Map<String, @Nullable Object>> cells(List<Row> rows) {
        return rows.stream().map(Sweeping::cells).toList();
    }

    private static Map<String, @Nullable Object> cells(Row row) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        Columns.of(Row.class)
                .forEach(column -> cells.put(column.name(), column.value().apply(row)));
        return cells;
    }
}
