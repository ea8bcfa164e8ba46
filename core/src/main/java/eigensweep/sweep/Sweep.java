package eigensweep.sweep;

import eigensweep.checkpoint.Layer;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.Spectrum;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.Row.Outcome;
import eigensweep.sweep.Row.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Carries out a plan: every layer through the backend, then through the metrics.
public final class Sweep {

    private static final long MIB = 1 << 20;

    private final Backend backend;
    private final SweepOptions options;
    private final Consumer<Finished> listener;
    private final Map<Task, Row> rows = new HashMap<>();
    private final int total;
    private final double totalCost;
    private final Semaphore memory;
    private final int memoryMib;
    private double doneCost;
    private int done;

    private Sweep(Plan plan, Backend backend, SweepOptions options, Map<Task, Row> known, Consumer<Finished> listener) {
        this.backend = backend;
        this.options = options;
        this.listener = listener;
        this.total = plan.size() - known.size();
        this.totalCost = plan.cost(options);
        this.memoryMib = (int) Math.min(Integer.MAX_VALUE, options.memory() / MIB);
        this.memory = new Semaphore(memoryMib, true);
        known.forEach((task, row) -> {
            rows.put(task, row);
            doneCost += Plan.cost(task.layer(), options);
        });
    }

    /// A layer that is done.
    ///
    /// @param task the layer
    /// @param row its row
    /// @param eigenvalues its spectrum, ascending; empty if it failed
    /// @param done layers done so far, this one included
    /// @param total layers to do
    /// @param fraction of the work that is done, 0 to 1
    public record Finished(Task task, Row row, double[] eigenvalues, int done, int total, double fraction) {}

    /// Sweeps every layer of a plan. A layer that cannot be computed gets a row that says so; the others go on.
    ///
    /// @param known layers that need not be computed, with their rows
    /// @param listener told of every layer as it finishes, from the threads that did it, one at a time
    /// @return a row for every layer that is a matrix, skipped ones included, in the order of the files; layers
    ///     that are not in the plan's share have none
    public static List<Row> run(
            Plan plan, Backend backend, SweepOptions options, Map<Task, Row> known, Consumer<Finished> listener) {
        Sweep sweep = new Sweep(plan, backend, options, known, listener);
        for (Task task : plan.solo()) {
            if (!known.containsKey(task)) {
                sweep.sweep(task, options.solve());
            }
        }
        sweep.sideBySide(
                plan.shared().stream().filter(task -> !known.containsKey(task)).toList());
        return plan.all().stream()
                .filter(task -> task.layer().isRow())
                .flatMap(task -> sweep.row(task).stream())
                .toList();
    }

    private void sideBySide(List<Task> tasks) {
        Queue<Task> queue = new ConcurrentLinkedQueue<>(tasks);
        Solve solve = options.solve().withThreads(1);
        int workers = Math.min(options.solve().threads(), tasks.size());
        if (workers == 0) {
            return;
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().daemon().name("sweep-", 0).factory())) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                running.add(executor.submit(() -> {
                    for (Task task = queue.poll(); task != null; task = queue.poll()) {
                        sweep(task, solve);
                    }
                }));
            }
            await(running, queue);
        }
    }

    private static void await(List<Future<?>> running, Queue<Task> queue) {
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                queue.clear();
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                queue.clear();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the sweep was interrupted", e);
            }
        }
    }

    /// Sweeps a layer as soon as there is memory for it.
    private void sweep(Task task, Solve solve) {
        long start = System.nanoTime();
        long mib = 1 + Plan.workspaceBytes(backend, task, options, solve.threads()) / MIB;
        if (mib > memoryMib) {
            fail(task, "takes about " + mib + " MiB of memory; " + memoryMib + " are allowed (--max-memory)", start);
            return;
        }
        memory.acquireUninterruptibly((int) mib);
        try {
            compute(task, solve, start);
        } catch (SpectrumException e) {
            fail(task, String.valueOf(e.getMessage()), start);
        } catch (OutOfMemoryError e) {
            fail(task, "out of memory: it takes about " + mib + " MiB; use fewer --threads", start);
        } finally {
            memory.release((int) mib);
        }
    }

    private void compute(Task task, Solve solve, long start) {
        Layer layer = task.layer();
        LayerSpectra spectra = new LayerSpectra(backend, solve);
        MetricOptions wanted = options.metrics().ofLayer(layer.title());
        Spectrum spectrum = spectra.of(layer);
        List<Spectrum> shuffled = wanted.randomize() ? spectra.shuffled(layer, wanted.seed()) : List.of();
        LayerMetrics metrics = LayerMetrics.of(spectrum, shuffled, wanted, solve.threads());
        Status status = metrics.fit() == null ? Status.PARTIAL : Status.SUCCESS;
        List<String> reasons = metrics.undefined(spectrum.resolution());
        finish(task, new Outcome(metrics, status, reasons, seconds(start)), spectrum.eigenvalues());
    }

    private void fail(Task task, String reason, long start) {
        finish(task, new Outcome(null, Status.FAILED, List.of(reason), seconds(start)), new double[0]);
    }

    private synchronized void finish(Task task, Outcome outcome, double[] eigenvalues) {
        Row row = Row.of(task, outcome, backend, options);
        rows.put(task, row);
        done++;
        doneCost += Plan.cost(task.layer(), options);
        listener.accept(new Finished(task, row, eigenvalues, done, total, doneCost / totalCost));
    }

    private Optional<Row> row(Task task) {
        String skipped = task.layer().skipped();
        return skipped == null
                ? Optional.ofNullable(rows.get(task))
                : Optional.of(Row.of(task, new Outcome(null, Status.SKIPPED, List.of(skipped), 0), backend, options));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
