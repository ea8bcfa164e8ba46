package eigensweep.sweep;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.files.FileState;
import eigensweep.layer.Layer;
import eigensweep.layer.Layers;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Randomized;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// What a sweep will do, decided before it starts: which layers, in which order, on how many threads each.
///
/// Layers are worked on side by side, largest first, one thread each, but for those that are better done
/// first, one by one on all threads. That is a matter of time only: no digit of a layer depends on what else
/// is in the plan, nor on how many threads it has.
///
/// @param sources the files of each model as they were when they were opened, by its name
/// @param all every tensor's layer, in the order of the files, skipped ones included
/// @param tasks those to be swept, largest first
public record Plan(Map<String, List<FileState>> sources, List<Task> all, List<Task> tasks) {

    /// An eigensolve's operations take about this many times longer than a Gram product's, one by one.
    private static final double EIGENSOLVE_WEIGHT = 3;

    /// A singular value decomposition takes about this many times an eigensolve.
    private static final double SVD_WEIGHT = 6;

    /// To draw and fit a spectrum takes about so many operations an eigenvalue.
    private static final double REFIT_WEIGHT = 5000;

    /// A model to be swept.
    ///
    /// @param name as the user wrote it
    public record Model(String name, Checkpoint checkpoint) {}

    /// A layer in the plan.
    ///
    /// @param model the name of the model it is of
    public record Task(String model, Layer layer) {

        /// By name: a task is looked up often, and its layer has much in it.
        @Override
        public int hashCode() {
            return 31 * model.hashCode() + layer.title().hashCode();
        }

        /// How its matrices are solved beside others: as if there were none.
        Solve solve(Backend backend, SweepOptions options) {
            Solve one = options.solve().withThreads(1);
            return isBatched(backend, options) ? one.amongMany() : one;
        }

        /// Whether a backend solves it in batches: part of what its numbers depend on.
        public boolean isBatched(Backend backend, SweepOptions options) {
            return backend.isBatched(layer.smallSide(), options.solve().withThreads(1));
        }
    }

    /// Plans a sweep over models.
    public static Plan of(List<Model> models, SweepOptions options) {
        List<Task> all = tasks(models, options);
        List<Task> largestFirst = all.stream()
                .filter(task -> task.layer().isSwept())
                .sorted(Comparator.comparingDouble((Task task) -> -cost(task.layer(), options)))
                .toList();
        return new Plan(sources(models), List.copyOf(all), largestFirst);
    }

    private static Map<String, List<FileState>> sources(List<Model> models) {
        Map<String, List<FileState>> sources = new HashMap<>();
        for (Model model : models) {
            sources.putIfAbsent(model.name(), model.checkpoint().allSources());
        }
        return Map.copyOf(sources);
    }

    /// What happened to the files of a model since it was opened, in words; null if nothing did.
    public @Nullable String changeOf(String model) {
        return FileState.changeOf(sources.getOrDefault(model, List.of()));
    }

    private static List<Task> tasks(List<Model> models, SweepOptions options) {
        List<Task> tasks = new ArrayList<>();
        for (Model model : models) {
            for (Layer layer : Layers.of(model.checkpoint(), options.layers())) {
                tasks.add(new Task(model.name(), layer));
            }
        }
        return tasks;
    }

    /// How many of the first layers are done one by one, each on all threads: as many as it takes for all to
    /// be done soonest. On devices none is, for it is a matter of the CPU's threads.
    int soloCount(Backend backend, SweepOptions options) {
        int threads = options.solve().threads();
        if (threads == 1 || backend.lanes() > 0) {
            return 0;
        }
        double[] costs =
                tasks.stream().mapToDouble(task -> cost(task.layer(), options)).toArray();
        double rest = Arrays.stream(costs).sum();
        double least = sideBySide(costs, 0, threads);
        double alone = 0;
        int count = 0;
        // What is a small part of a thread's share makes no difference.
        for (int i = 0; i < costs.length && costs[i] * threads > (rest - costs[i]) / 10; i++) {
            double shared = sharedCost(backend, tasks.get(i).layer(), options);
            alone += costs[i] - shared + shared / threads;
            rest -= costs[i];
            double all = alone + sideBySide(costs, i + 1, threads);
            if (all < least) {
                least = all;
                count = i + 1;
            }
        }
        return count;
    }

    /// How long it takes if whoever is free begins the next.
    private static double sideBySide(double[] costs, int from, int threads) {
        PriorityQueue<Double> busyUntil = new PriorityQueue<>(Collections.nCopies(threads, 0.0));
        double last = 0;
        for (int i = from; i < costs.length; i++) {
            double end = busyUntil.remove() + costs[i];
            busyUntil.add(end);
            last = Math.max(last, end);
        }
        return last;
    }

    /// What of a layer's cost several threads share.
    private static double sharedCost(Backend backend, Layer layer, SweepOptions options) {
        return spectraCost(layer, options) * backend.sharedPart(layer.largeSide(), layer.smallSide(), options.solve())
                + refitsCost(layer, options);
    }

    /// How many layers are in progress at once, or groups of them: as many as there are threads, or more
    /// where it takes more to keep devices busy.
    static int workers(Backend backend, SweepOptions options) {
        return Math.max(options.solve().threads(), backend.lanes());
    }

    /// The part of this plan that one of several machines does: every `count`-th layer in order of size, so
    /// that shares are about equal.
    public Plan share(Share share) {
        List<Task> mine = IntStream.range(0, tasks.size())
                .filter(i -> i % share.count() == share.index() - 1)
                .mapToObj(tasks::get)
                .toList();
        return new Plan(sources, all, mine);
    }

    /// The layers that are done side by side, without those that are known, in groups that the backend does
    /// best at once: those of one shape, or on devices of one order. A group's place is that of its first
    /// layer.
    List<List<Task>> groups(Backend backend, SweepOptions options, Set<Task> known) {
        List<List<Task>> groups = new ArrayList<>();
        Map<List<Integer>, Group> open = new HashMap<>();
        for (Task task : tasks.subList(soloCount(backend, options), tasks.size())) {
            if (known.contains(task)) {
                continue;
            }
            Layer layer = task.layer();
            int matrices = layer.matrices().size();
            int most = backend.batch(layer.largeSide(), layer.smallSide(), task.solve(backend, options));
            List<Integer> kind = List.of(layer.smallSide(), backend.lanes() == 0 ? layer.largeSide() : 0);
            Group group = open.get(kind);
            if (group == null || group.matrices() + matrices > most) {
                group = new Group(new ArrayList<>(), 0);
                groups.add(group.tasks());
            }
            group.tasks().add(task);
            open.put(kind, new Group(group.tasks(), group.matrices() + matrices));
        }
        return groups;
    }

    /// A group to which others may come.
    private record Group(List<Task> tasks, int matrices) {}

    /// Work in units of about one floating-point operation at the speed of a matrix product.
    public static double cost(Layer layer, SweepOptions options) {
        return spectraCost(layer, options) + refitsCost(layer, options);
    }

    private static double spectraCost(Layer layer, SweepOptions options) {
        double n = layer.largeSide();
        double m = layer.smallSide();
        double eigensolve = EIGENSOLVE_WEIGHT * 4 / 3 * m * m * m;
        double one = n * m * m + (options.solve().method() == Method.SVD ? SVD_WEIGHT : 1) * eigensolve;
        int solves = options.metrics().randomize() ? 1 + Randomized.replicas(layer.eigenvalueCount()) : 1;
        return solves * layer.matrices().size() * one;
    }

    private static double refitsCost(Layer layer, SweepOptions options) {
        return REFIT_WEIGHT * options.metrics().bootstrap() * layer.eigenvalueCount();
    }

    /// How many layers will be swept.
    public int size() {
        return tasks.size();
    }

    /// The work of all layers, see [#cost(Layer, SweepOptions)].
    public double cost(SweepOptions options) {
        return tasks.stream().mapToDouble(task -> cost(task.layer(), options)).sum();
    }

    /// The anonymous memory that the layers in progress take at the worst moment, in bytes.
    public long workspaceBytes(Backend backend, SweepOptions options) {
        int solo = soloCount(backend, options);
        long alone = tasks.stream()
                .limit(solo)
                .mapToLong(task -> workspaceBytes(backend, task, options, options.solve()))
                .max()
                .orElse(0);
        long together = tasks.stream()
                .skip(solo)
                .mapToLong(task ->
                        workspaceBytes(backend, task, options, options.solve().withThreads(1)))
                .sorted()
                .skip(Math.max(0, tasks.size() - solo - workers(backend, options)))
                .sum();
        return Math.max(alone, together);
    }

    /// The anonymous memory that layers take which are handed over at once: all together, or on a device,
    /// whose way there they share, what the largest does.
    static long workspaceBytes(Backend backend, List<Task> group, SweepOptions options, Solve solve) {
        LongStream each = group.stream().mapToLong(task -> workspaceBytes(backend, task, options, solve));
        return backend.lanes() == 0 ? each.sum() : each.max().orElse(0);
    }

    /// The anonymous memory that one layer takes while it is worked on, in bytes.
    private static long workspaceBytes(Backend backend, Task task, SweepOptions options, Solve solve) {
        Matrix matrix = task.layer().matrices().getFirst();
        long copy = options.metrics().randomize() ? LayerSpectra.shuffledBytes(task.layer()) : 0;
        Solve most = options.metrics().randomize() ? options.metrics().ofShuffled(solve) : solve;
        return copy + backend.workspaceBytes(matrix.rows(), matrix.columns(), most);
    }
}
