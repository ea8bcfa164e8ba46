package eigensweep.lab.train;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.lab.network.Weights;
import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Where a training stands between two steps: with the weights and the optimiser's moments all that it takes to
/// go on.
///
/// @param step how many are done
/// @param threads of libtorch that did them
/// @param lossSum of the images seen in this epoch
/// @param right how many of those were classified right
/// @param seen how many those are
/// @param epochs what came of each epoch that is done
/// @param traces of the Hessian so far
record TrainingState(
        long step,
        int threads,
        double lossSum,
        long right,
        long seen,
        List<EpochResult> epochs,
        List<Measured> traces) {

    /// What came of an epoch.
    ///
    /// @param epoch from 1
    /// @param step how many were done at its end
    /// @param learningRate of its last step
    /// @param loss the mean over its images, each as it was trained on
    /// @param accuracy likewise
    /// @param testAccuracy at its end
    /// @param testNll at its end
    /// @param testEce at its end
    record EpochResult(
            int epoch,
            long step,
            double learningRate,
            double loss,
            double accuracy,
            double testAccuracy,
            double testNll,
            double testEce) {}

    /// An estimate of the trace of the Hessian.
    ///
    /// @param step how many were done before it
    /// @param trace the mean over probes
    /// @param standardError of that mean
    record Measured(long step, double trace, double standardError) {}

    TrainingState {
        epochs = List.copyOf(epochs);
        traces = List.copyOf(traces);
    }

    static TrainingState start(int threads) {
        return new TrainingState(0, threads, 0, 0, 0, List.of(), List.of());
    }

    /// Writes the state with the weights and moments, whole or not at all.
    void save(Path file, Trainer trainer) throws IOException {
        List<Entry> entries = new ArrayList<>();
        arrays(trainer)
                .forEach((name, array) -> entries.add(new Entry(
                        name, DType.F32, new long[] {array.size()}, target -> target.copyFrom(Weights.bytes(array)))));
        long[] counts = {step, threads, right, seen};
        entries.add(new Entry("counts", DType.I64, new long[] {counts.length}, target -> {
            for (int i = 0; i < counts.length; i++) {
                target.setAtIndex(JAVA_LONG_UNALIGNED, i, counts[i]);
            }
        }));
        entries.add(table("loss_sum", List.of(new double[] {lossSum}), 1));
        entries.add(table("epochs", EpochResult.class, epochs));
        entries.add(table("traces", Measured.class, traces));
        SafetensorsWriter.write(file, entries);
    }

    private static SequencedMap<String, NDArray> arrays(Trainer trainer) {
        SequencedMap<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("parameters", trainer.weights().parameters());
        arrays.put("buffers", trainer.weights().buffers());
        arrays.putAll(trainer.optimizer().moments());
        return arrays;
    }

    /// A column a component.
    private static <R extends Record> Entry table(String name, Class<R> type, List<R> rows) {
        List<Column> columns = Columns.of(type);
        return table(
                name,
                rows.stream()
                        .map(row -> columns.stream()
                                .mapToDouble(column -> ((Number) Objects.requireNonNull(
                                                column.value().apply(row)))
                                        .doubleValue())
                                .toArray())
                        .toList(),
                columns.size());
    }

    private static Entry table(String name, List<double[]> rows, int columns) {
        return new Entry(name, DType.F64, new long[] {rows.size(), columns}, target -> {
            for (int i = 0; i < rows.size(); i++) {
                for (int j = 0; j < columns; j++) {
                    target.setAtIndex(JAVA_DOUBLE_UNALIGNED, (long) i * columns + j, rows.get(i)[j]);
                }
            }
        });
    }

    /// How many threads a saved training had.
    static int threads(Path file) {
        try (Checkpoint saved = Checkpoints.open(file)) {
            return (int) find(saved, "counts").data().getAtIndex(JAVA_LONG_UNALIGNED, 1);
        }
    }

    /// Reads a state, and sets the weights and moments to what they were.
    ///
    /// @throws CheckpointException if the file is broken, or the state is that of another training
    static TrainingState load(Path file, Trainer trainer, NDManager manager) {
        try (Checkpoint saved = Checkpoints.open(file)) {
            arrays(trainer).forEach((name, array) -> fill(saved, name, array, manager));
            MemorySegment counts = find(saved, "counts").data();
            return new TrainingState(
                    counts.getAtIndex(JAVA_LONG_UNALIGNED, 0),
                    (int) counts.getAtIndex(JAVA_LONG_UNALIGNED, 1),
                    find(saved, "loss_sum").data().get(JAVA_DOUBLE_UNALIGNED, 0),
                    counts.getAtIndex(JAVA_LONG_UNALIGNED, 2),
                    counts.getAtIndex(JAVA_LONG_UNALIGNED, 3),
                    rows(saved, "epochs", EpochResult.class),
                    rows(saved, "traces", Measured.class));
        }
    }

    private static void fill(Checkpoint saved, String name, NDArray array, NDManager manager) {
        Tensor tensor = find(saved, name);
        if (tensor.dtype() != DType.F32 || tensor.count() != array.size()) {
            throw new CheckpointException(
                    saved.path(),
                    "is the state of another training: " + name + " has " + tensor.count() + " numbers where "
                            + array.size() + " are expected");
        }
        if (array.size() == 0) {
            return;
        }
        try (NDArray copy = manager.create(
                tensor.data().asByteBuffer().order(ByteOrder.nativeOrder()), array.getShape(), array.getDataType())) {
            Weights.overwrite(array, 0, copy);
        }
    }

    private static <R extends Record> List<R> rows(Checkpoint saved, String name, Class<R> type) {
        double[] numbers = find(saved, name).data().toArray(JAVA_DOUBLE_UNALIGNED);
        List<Column> columns = Columns.of(type);
        List<R> rows = new ArrayList<>();
        for (int at = 0; at < numbers.length; at += columns.size()) {
            Map<String, @Nullable Object> row = new HashMap<>();
            for (int j = 0; j < columns.size(); j++) {
                row.put(columns.get(j).name(), numbers[at + j]);
            }
            rows.add(Columns.read(type, row));
        }
        return rows;
    }

    private static Tensor find(Checkpoint saved, String name) {
        return saved.tensors().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new CheckpointException(saved.path(), "is no state of a training: it has no tensor " + name));
    }
}
