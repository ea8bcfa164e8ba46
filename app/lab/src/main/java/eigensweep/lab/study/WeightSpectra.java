package eigensweep.lab.study;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.lab.network.TrainException;
import eigensweep.linalg.Backend;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Row;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The spectra of a file of weights, and what they measure.
///
/// @param metrics by layer in the order of the file, then by column; none that is undefined
/// @param eigenvalues by layer, ascending
record WeightSpectra(Map<String, Map<String, Double>> metrics, Map<String, double[]> eigenvalues) {

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final List<Column> COLUMNS = Columns.of(LayerMetrics.class);

    /// Sweeps a file.
    ///
    /// @throws TrainException if a layer cannot be swept
    static WeightSpectra of(Path file, SweepOptions options, Backend backend) {
        Map<String, double[]> found = new HashMap<>();
        try (Checkpoint weights = Checkpoints.open(file)) {
            Plan plan = Plan.of(List.of(new Model(file.toString(), weights)), options);
            List<Row> rows = Sweep.run(
                    plan,
                    backend,
                    options,
                    Map.of(),
                    group -> group.forEach(done -> found.put(done.row().title(), done.eigenvalues())));
            Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
            Map<String, double[]> eigenvalues = new LinkedHashMap<>();
            for (Row row : rows) {
                if (row.status() == Row.Status.FAILED) {
                    throw new TrainException(file + ": " + row.title() + " " + row.reason(), null);
                }
                if (row.metrics() != null) {
                    metrics.put(row.title(), numbers(row.metrics()));
                    eigenvalues.put(row.title(), found.getOrDefault(row.title(), new double[0]));
                }
            }
            return new WeightSpectra(metrics, eigenvalues);
        }
    }

    private static Map<String, Double> numbers(LayerMetrics metrics) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (Column column : COLUMNS) {
            if (column.value().apply(metrics) instanceof Number number && Double.isFinite(number.doubleValue())) {
                numbers.put(column.name(), number.doubleValue());
            }
        }
        return numbers;
    }

    /// Writes the eigenvalues, a tensor a layer.
    void write(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        eigenvalues.forEach((layer, values) ->
                entries.add(new Entry(layer, DType.F64, new long[] {values.length}, into -> fill(into, values))));
        SafetensorsWriter.write(file, entries);
    }

    private static void fill(MemorySegment into, double[] values) {
        MemorySegment.copy(values, 0, into, F64, 0, values.length);
    }
}
