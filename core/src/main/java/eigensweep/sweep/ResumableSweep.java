package eigensweep.sweep;

import eigensweep.linalg.Backend;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Sweep.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A sweep whose finished layers are kept as they finish, and not computed again when it is run again.
///
/// @param shards where they are kept
/// @param keys under which names
/// @param beginning what is done before the first layer is kept
public record ResumableSweep(Shards shards, LayerKeys keys, Runnable beginning) {

    /// The layers of a plan that are kept already. Those of files that have changed since they were opened
    /// are not known: what they were hashed as is not what the plan was made of. Where nothing is kept, no key
    /// is asked for.
    public Map<Task, KeptLayer.Known> known(Plan plan) throws IOException {
        if (shards.size() == 0) {
            return Map.of();
        }
        Set<String> changed = plan.sources().keySet().stream()
                .filter(model -> plan.changeOf(model) != null)
                .collect(Collectors.toSet());
        Map<Task, KeptLayer.Known> known = new HashMap<>();
        for (Task task : plan.tasks()) {
            if (!changed.contains(task.model())) {
                shards.find(keys.of(task), keys.by(task)).ifPresent(layer -> known.put(task, layer));
            }
        }
        return known;
    }

    /// Sweeps what is not known; see [Sweep#run]. Layers that fail are not kept: they are tried again next
    /// time.
    ///
    /// @throws UncheckedIOException if a layer cannot be kept
    public List<Row> run(
            Plan plan,
            Backend backend,
            SweepOptions options,
            Map<Task, KeptLayer.Known> known,
            Consumer<List<Finished>> listener) {
        Map<Task, Row> rows = new HashMap<>();
        known.forEach((task, layer) -> rows.put(task, layer.row().ofModel(task.model())));
        return Sweep.run(plan, backend, options, rows, new Sweep.Listener() {
            private boolean begun;

            /// A file that changes before it is hashed is found out afterwards.
            @Override
            public void prepare() {
                if (!begun) {
                    plan.sources().keySet().forEach(keys::content);
                    beginning.run();
                    begun = true;
                }
            }

            @Override
            public void accept(List<Finished> group) {
                keep(group);
                listener.accept(group);
            }
        });
    }

    private void keep(List<Finished> group) {
        try {
            shards.append(group.stream()
                    .filter(finished -> finished.row().status() != Status.FAILED)
                    .map(this::kept)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private KeptLayer kept(Finished finished) {
        Task task = finished.task();
        return new KeptLayer(keys.of(task), keys.by(task), finished.row(), finished.seconds(), finished.eigenvalues());
    }

    /// The backends of kept layers, other than this machine's.
    public static Set<String> others(Map<Task, KeptLayer.Known> known, Backend backend) {
        Set<String> others = new HashSet<>();
        known.values().forEach(layer -> others.add(KeptLayer.backend(layer.by())));
        others.remove(backend.name());
        return others;
    }

    /// How many eigenvalues a layer has, if it is kept.
    public Optional<Long> count(Task task) {
        return checksum(task).map(found -> task.layer().eigenvalueCount());
    }

    /// The checksum of what is kept of a layer, if it is.
    public Optional<String> checksum(Task task) {
        return shards.checksum(keys.of(task), keys.by(task));
    }

    /// The spectrum of a layer that is kept, ascending.
    public Optional<double[]> eigenvalues(Task task) {
        try {
            return shards.eigenvalues(keys.of(task), keys.by(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
