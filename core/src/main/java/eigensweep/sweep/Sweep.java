package eigensweep.sweep;

import eigensweep.layer.Layer;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.Spectrum;
import eigensweep.sweep.LayerSpectra.Computed;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.Row.Outcome;
import eigensweep.sweep.Row.Status;
import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import eigensweep.work.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/// Carries out a plan: every layer through the backend, then through the metrics.
public final class Sweep {

    private static final long MIB = 1 << 20;

    private static final List<Column> METRICS = Columns.of(LayerMetrics.class);

    private final Backend backend;
    private final SweepOptions options;
    private final Plan plan;
    private final FinishedLayers finished;
    private final Map<Task, Row> rows;

    /// What happened to files since they were opened, by the name of their model.
    private final Map<String, String> changes = new ConcurrentHashMap<>();

    private final int total;
    private final double totalCost;
    private final Semaphore memory;
    private final int memoryMib;
    private double doneCost;
    private int done;

    private Sweep(Plan plan, Backend backend, SweepOptions options, Map<Task, Row> known, Listener listener) {
        this.plan = plan;
        this.backend = backend;
        this.options = options;
        this.finished = new FinishedLayers(group -> {
            listener.prepare();
            listener.accept(settle(group));
        });
        this.total = plan.size() - known.size();
        this.totalCost = plan.cost(options);
        this.memoryMib = (int) Math.min(Integer.MAX_VALUE, options.memory() / MIB);
        this.memory = new Semaphore(memoryMib, true);
        this.rows = new HashMap<>(known);
        known.keySet().forEach(task -> doneCost += Plan.cost(task.layer(), options));
    }

    /// A layer that is done.
    ///
    /// @param task the layer
    /// @param row its row
    /// @param eigenvalues its spectrum, ascending; empty if it failed
    /// @param seconds wall time of this layer
    /// @param done layers done so far, this one included
    /// @param total layers to do
    /// @param fraction of the work that is done, 0 to 1
    public record Finished(
            Task task, Row row, double[] eigenvalues, double seconds, int done, int total, double fraction) {

        private Finished failed(Row failure) {
            return new Finished(task, failure, new double[0], seconds, done, total, fraction);
        }
    }

    /// Who is told of layers that are done.
    public interface Listener {

        /// Is called before each group, while nobody has looked yet whether its files have changed.
        default void prepare() {}

        /// Is told of a group; of none every second.
        void accept(List<Finished> group);
    }

    /// Sweeps every layer of a plan. A layer that cannot be computed gets a row that says so; the others go
    /// on.
    ///
    /// A layer whose files have changed since they were opened was computed from nobody knows what, and
    /// fails, too. Files are looked at once for a group of layers, before anybody is told of it.
    ///
    /// @param known layers that need not be computed, with their rows
    /// @param listener told of the layers that are done, a group at a time and every second, if of none; what
    ///     it throws ends the sweep
    /// @return a row for every layer that is a matrix, skipped ones included, in the order of the files;
    ///     layers that are not in the plan's share have none
    public static List<Row> run(
            Plan plan, Backend backend, SweepOptions options, Map<Task, Row> known, Listener listener) {
        Sweep sweep = new Sweep(plan, backend, options, known, listener);
        sweep.run(known.keySet());
        return plan.all().stream()
                .filter(task -> task.layer().isRow())
                .flatMap(task -> sweep.row(task).stream())
                .toList();
    }

    private void run(Set<Task> known) {
        try (finished) {
            for (Task task : plan.tasks().subList(0, plan.soloCount(backend, options))) {
                if (!known.contains(task)) {
                    begin(List.of(task), options.solve());
                }
            }
            sideBySide(plan.groups(backend, options, known));
            finished.flush();
        }
    }

    private void sideBySide(List<List<Task>> groups) {
        Queue<List<Task>> queue = new ConcurrentLinkedQueue<>(groups);
        int workers = Math.min(Plan.workers(backend, options), groups.size());
        if (workers == 0) {
            return;
        }
        Workers.share(
                workers,
                "sweep",
                worker -> {
                    for (List<Task> group = queue.poll(); group != null; group = queue.poll()) {
                        begin(group, group.getFirst().solve(backend, options));
                    }
                },
                queue::clear);
    }

    /// Sweeps layers, but not those of models whose files have changed: they would fail afterwards.
    private void begin(List<Task> group, Solve solve) {
        finished.check();
        List<Task> sound = new ArrayList<>();
        for (Task task : group) {
            String change = changes.get(task.model());
            if (change == null) {
                sound.add(task);
            } else {
                fail(task, change, System.nanoTime());
            }
        }
        if (!sound.isEmpty()) {
            sweep(sound, solve);
        }
    }

    /// Sweeps layers as soon as there is memory for them. What float32 leaves in doubt is done again in float64.
    private void sweep(List<Task> group, Solve solve) {
        long start = System.nanoTime();
        long mib = 1 + Plan.workspaceBytes(backend, group, options, solve) / MIB;
        if (mib > memoryMib) {
            apart(group, solve, start, tooMuch(mib));
            return;
        }
        memory.acquireUninterruptibly((int) mib);
        List<Task> again = new ArrayList<>();
        List<Computed> spectra = List.of();
        String failure = "";
        try {
            spectra = new LayerSpectra(backend, solve)
                    .of(group.stream().map(Task::layer).toList());
            double each = seconds(start) / group.size();
            for (int i = 0; i < group.size(); i++) {
                if (!measure(group.get(i), spectra.get(i), solve, each)) {
                    again.add(group.get(i));
                }
            }
        } catch (SpectrumException e) {
            failure = String.valueOf(e.getMessage());
            if (group.size() == 1 && solve.precision() == Precision.F32) {
                // Its range may be that of float64.
                again = group;
            }
        } catch (OutOfMemoryError e) {
            failure = outOfMemory(mib);
        } catch (InternalError e) {
            failure = unreadable(e);
        } finally {
            memory.release((int) mib);
        }
        if (spectra.isEmpty() && again.isEmpty()) {
            apart(group, solve, start, failure);
        }
        again.forEach(task -> sweep(List.of(task), solve.inFloat64().amongFew()));
    }

    /// After the failure of a group: whose it is shows when its halves are computed, and theirs.
    private void apart(List<Task> group, Solve solve, long start, String failure) {
        if (group.size() == 1) {
            fail(group.getFirst(), failure, start);
        } else {
            int half = group.size() / 2;
            sweep(group.subList(0, half), solve);
            sweep(group.subList(half, group.size()), solve);
        }
    }

    private String tooMuch(long mib) {
        return "takes about " + mib + " MiB of memory; " + memoryMib + " are allowed (--max-memory)";
    }

    private static String outOfMemory(long mib) {
        return "out of memory: it takes about " + mib + " MiB; use fewer --threads";
    }

    /// An internal error is what the JVM makes of a mapped page that cannot be read.
    private static String unreadable(InternalError e) {
        return "cannot be read to its end; did the file change, or its disk fail? (" + e.getMessage() + ")";
    }

    /// The metrics of a layer whose spectrum is there.
    ///
    /// @return false if rounding in float32 leaves them in doubt
    private boolean measure(Task task, Computed computed, Solve solve, double secondsBefore) {
        long start = System.nanoTime();
        Layer layer = task.layer();
        Spectrum spectrum = computed.spectrum();
        MetricOptions wanted = options.metrics().ofLayer(layer.title());
        try {
            List<Spectrum> shuffled = wanted.randomize()
                    ? new LayerSpectra(backend, wanted.ofShuffled(solve).amongFew()).shuffled(layer, wanted.seed())
                    : List.of();
            LayerMetrics metrics = LayerMetrics.of(spectrum, shuffled, wanted, solve.threads());
            if (solve.precision() == Precision.F32 && !metrics.doubts(spectrum).isEmpty()) {
                return false;
            }
            Status status = metrics.fit() == null ? Status.PARTIAL : Status.SUCCESS;
            List<String> reasons = new ArrayList<>(metrics.undefined(spectrum));
            String beyond = METRICS.stream()
                    .filter(column -> column.value().apply(metrics) instanceof Double value && !Double.isFinite(value))
                    .map(Column::name)
                    .collect(Collectors.joining(", "));
            if (!beyond.isEmpty()) {
                reasons.add(beyond + ": out of the range of float64; rescale the weights");
            }
            Outcome outcome = new Outcome(metrics, status, reasons, computed.by(), solve.precision());
            finish(task, outcome, spectrum.eigenvalues(), secondsBefore + seconds(start));
        } catch (SpectrumException e) {
            fail(task, String.valueOf(e.getMessage()), start);
        } catch (OutOfMemoryError e) {
            fail(task, outOfMemory(1 + Plan.workspaceBytes(backend, List.of(task), options, solve) / MIB), start);
        } catch (InternalError e) {
            fail(task, unreadable(e), start);
        }
        return true;
    }

    private void fail(Task task, String reason, long start) {
        finish(task, failure(reason), new double[0], seconds(start));
    }

    private Outcome failure(String reason) {
        return without(Status.FAILED, reason, backend.name());
    }

    private Outcome without(Status status, String reason, String by) {
        return new Outcome(null, status, List.of(reason), by, options.solve().precision());
    }

    private synchronized void finish(Task task, Outcome outcome, double[] eigenvalues, double seconds) {
        Row row = Row.of(task, outcome, options);
        done++;
        doneCost += Plan.cost(task.layer(), options);
        finished.add(new Finished(task, row, eigenvalues, seconds, done, total, doneCost / totalCost));
    }

    /// What counts of a group: of models whose files are as they were when they were opened, what came of
    /// their layers; of others, that they changed.
    private List<Finished> settle(List<Finished> group) {
        Set<String> looked = new HashSet<>();
        List<Finished> settled = new ArrayList<>();
        for (Finished layer : group) {
            String model = layer.task().model();
            if (looked.add(model)) {
                changes.computeIfAbsent(model, plan::changeOf);
            }
            String change = changes.get(model);
            Finished kept = change == null ? layer : layer.failed(Row.of(layer.task(), failure(change), options));
            rows.put(kept.task(), kept.row());
            settled.add(kept);
        }
        return settled;
    }

    private Optional<Row> row(Task task) {
        String skipped = task.layer().skipped();
        if (skipped == null) {
            return Optional.ofNullable(rows.get(task));
        }
        Status status = task.layer().isMissing() ? Status.FAILED : Status.SKIPPED;
        return Optional.of(Row.of(task, without(status, skipped, ""), options));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
