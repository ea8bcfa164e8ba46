package eigensweep.sweep;

import eigensweep.linalg.Backend;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Sweep.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A sweep whose finished layers are kept as they finish, and not computed again when it is run again.
///
/// @param shards where they are kept
/// @param keys under which names
public record ResumableSweep(Shards shards, LayerKeys keys) {

    /// The layers of a plan that are kept already, with their rows.
    public Map<Task, Row> known(Plan plan) throws IOException {
        Map<Task, Row> known = new HashMap<>();
        for (Task task : plan.tasks()) {
            Optional<Shards.Stored> stored = shards.find(keys.of(task));
            stored.ifPresent(found -> known.put(task, found.row().ofModel(task.model())));
        }
        return known;
    }

    /// Sweeps what is not known; see [Sweep#run]. Layers that fail are not kept: they are tried again next time.
    ///
    /// @throws UncheckedIOException if a layer cannot be kept
    public List<Row> run(
            Plan plan, Backend backend, SweepOptions options, Map<Task, Row> known, Consumer<Finished> listener) {
        return Sweep.run(plan, backend, options, known, finished -> {
            if (finished.row().status() != Status.FAILED) {
                try {
                    shards.append(keys.of(finished.task()), finished.row(), finished.eigenvalues());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            listener.accept(finished);
        });
    }

    /// How many eigenvalues a layer has, if it is kept.
    public Optional<Long> count(Task task) {
        return shards.contains(keys.of(task)) ? Optional.of(task.layer().eigenvalueCount()) : Optional.empty();
    }

    /// The spectrum of a layer that is kept, ascending.
    public Optional<double[]> eigenvalues(Task task) {
        try {
            return shards.find(keys.of(task)).map(Shards.Stored::eigenvalues);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
