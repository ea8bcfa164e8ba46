package eigensweep.bench;

import eigensweep.checkpoint.Checkpoint;
import eigensweep.checkpoint.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaBackend;
import eigensweep.natives.gpu.DeviceUsage;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.PowerLaw;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `scripts/gpu-check` measures on a machine with a GPU: does it give the CPU's numbers, and how fast.
///
/// `GpuCheck BACKEND FOLDER TORCH.csv LARGEST LAYERS` writes `gpu-check.json` and `gpu-check.md` to the folder.
/// LARGEST bounds the orders that are timed, LAYERS is how many layers the 7B-shaped model has (32; 0 for no
/// model). TORCH.csv, which may be absent, has the lines `n,batch,precision,svdvals seconds,eigvalsh seconds`
/// that `gpu-torch.py` measured.
public final class GpuCheck {

    private static final int[] ORDERS = {32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};
    private static final long SEED = 7;

    /// Weights that the synthetic model's layers are windows of: more than a cache, less than a model.
    private static final long POOL_BYTES = 1L << 29;

    private final Backend backend;
    private final List<String> said = new ArrayList<>();
    private final List<String> json = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

    private GpuCheck(String name) {
        backend = Backends.open(name, new DeviceOptions(null, List.of(), said::add))
                .backend();
    }

    /// Measures and writes.
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        GpuCheck check = new GpuCheck(arguments[0]);
        int largest = Integer.parseInt(arguments[3]);
        check.heading();
        check.compare(Precision.F64, 1e-8);
        check.compare(Precision.F32, 1e-4);
        check.orders(largest, torch(Path.of(arguments[2])));
        check.routes(largest);
        int layers = Integer.parseInt(arguments[4]);
        if (layers > 0) {
            check.model(layers);
        }
        check.json.add("  \"said\": " + check.said.size());
        check.page
                .append("\nDone on the CPU instead: ")
                .append(check.said.size())
                .append(" times.\n");
        check.said.forEach(line -> check.page.append("- ").append(line).append('\n'));
        Files.writeString(folder.resolve("gpu-check.md"), check.page);
        Files.writeString(folder.resolve("gpu-check.json"), "{\n" + String.join(",\n", check.json) + "\n}\n");
        System.out.print(check.page);
        check.backend.close();
    }

    private void heading() {
        page.append("### ")
                .append(backend.description())
                .append(", backend ")
                .append(backend.name())
                .append("\n\n");
        json.add("  \"backend\": \"" + backend.name() + "\"");
        json.add("  \"machine\": \"" + backend.description().replace('"', '\'') + "\"");
    }

    /// A window of the pool.
    private static Matrix layer(MemorySegment pool, long window, int rows, int columns) {
        long elements = (long) rows * columns;
        long most = POOL_BYTES / Short.BYTES - elements;
        return new Matrix(pool, DType.BF16, window * 104_729 % most, rows, columns, columns, 1, 1.0);
    }

    /// The same with columns scaled by `(1 + j)^-0.5`: a spectrum with a tail, as training leaves it. Where
    /// there is none, the best start of a tail is a coin's toss, and alpha jumps by the last digit of an
    /// eigenvalue.
    private static Matrix tailed(Arena arena, Matrix plain) {
        int columns = plain.columns();
        MemorySegment scaled = arena.allocate(4L * plain.rows() * columns, 64);
        for (int i = 0; i < plain.rows(); i++) {
            for (int j = 0; j < columns; j++) {
                float value = (float) (Widen.at(plain, i, j) / Math.sqrt(1 + j));
                scaled.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * columns + j, value);
            }
        }
        return new Matrix(scaled, DType.F32, 0, plain.rows(), columns, columns, 1, 1.0);
    }

    /// The largest difference to the CPU's float64 route, of alpha and of eigenvalues relative to the largest.
    private void compare(Precision precision, double allowed) {
        Backend cpu = Backends.open("openblas").backend();
        double alpha = 0;
        double values = 0;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment pool = pool(arena);
            int window = 0;
            for (int n : new int[] {24, 64, 200, 384, 768, 1024, 1500}) {
                for (int rows : new int[] {n, 2 * n, 4 * n}) {
                    List<Matrix> one = List.of(tailed(arena, layer(pool, window++, rows, n)));
                    double[] found = backend.gramEigenvalues(one, new Solve(precision, Method.GRAM, 1))
                            .getFirst();
                    double[] expected = cpu.gramEigenvalues(one, Solve.DEFAULT).getFirst();
                    for (int i = 0; i < found.length; i++) {
                        values = Math.max(values, Math.abs(found[i] - expected[i]) / expected[n - 1]);
                    }
                    alpha = Math.max(alpha, Math.abs(alpha(found) - alpha(expected)));
                }
            }
        }
        String verdict = alpha <= allowed ? "ok" : "TOO LARGE";
        page.append(String.format(
                Locale.ROOT,
                "%s against the CPU's float64 route: largest |d alpha| %.1e (allowed %.0e: %s), eigenvalues %.1e%n%n",
                precision,
                alpha,
                allowed,
                verdict,
                values));
        json.add(String.format(
                Locale.ROOT,
                "  \"compare_%s\": {\"d_alpha\": %.3e, \"allowed\": %.0e, \"d_eigenvalue\": %.3e}",
                precision.name().toLowerCase(Locale.ROOT),
                alpha,
                allowed,
                values));
    }

    private static double alpha(double[] eigenvalues) {
        double[] positive = Arrays.stream(eigenvalues).filter(v -> v > 0).toArray();
        return PowerLaw.fit(positive).map(PowerLawFit::alpha).orElse(Double.NaN);
    }

    /// Eigenvalues per second by order, and what the time goes into.
    private void orders(int largest, Map<String, double[]> torch) {
        page.append(
                "| n | batch | precision | ms a matrix | eigenvalues/s | upload | Gram | solve |"
                        + " torch svdvals (wanted from 1024 to 8192: 5 x) | torch eigvalsh |\n|---|---|---|---|---|---|---|---|---|---|\n");
        List<String> rows = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment pool = pool(arena);
            for (int n : ORDERS) {
                for (Precision precision : Precision.values()) {
                    if (n <= largest) {
                        rows.add(order(pool, n, new Solve(precision, Method.GRAM, 1), torch));
                    }
                }
            }
        }
        json.add("  \"orders\": [\n" + String.join(",\n", rows) + "\n  ]");
    }

    /// Up to which order one call for a batch of eigenproblems beats a call a matrix.
    private void routes(int largest) {
        if (!(backend instanceof CudaBackend cuda) || cuda.largestBatched() == 0) {
            page.append("\nNo batched eigensolver here: nothing to choose.\n");
            return;
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment pool = pool(arena);
            GpuRoutes routes = GpuRoutes.measure(cuda, largest, (i, n) -> layer(pool, i, n, n));
            page.append(routes.markdown(cuda.largestBatched()));
            json.add(routes.json(cuda.largestBatched()));
        }
    }

    private String order(MemorySegment pool, int n, Solve solve, Map<String, double[]> torch) {
        int count = Math.clamp((1L << 26) / ((long) n * n), 1, 64);
        List<Matrix> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(layer(pool, i, n, n));
        }
        backend.gramEigenvalues(batch, solve);
        DeviceUsage before = usage();
        double seconds = Double.MAX_VALUE;
        int repetitions = n <= 1024 ? 5 : 2;
        for (int r = 0; r < repetitions; r++) {
            long start = System.nanoTime();
            backend.gramEigenvalues(batch, solve);
            seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
        }
        DeviceUsage spent = usage().since(before);
        double all = Math.max(1e-12, spent.gramSeconds() + spent.solveSeconds());
        double @Nullable [] peer = torch.get(n + " " + solve.precision());
        page.append(String.format(
                Locale.ROOT,
                "| %d | %d | %s | %.3f | %.0f | %.0f %% | %.0f %% | %.0f %% | %s | %s |%n",
                n,
                count,
                solve.precision(),
                1e3 * seconds / count,
                n * (double) count / seconds,
                100 * spent.uploadSeconds() / all,
                100 * spent.gramSeconds() / all,
                100 * spent.solveSeconds() / all,
                times(peer, 0, seconds / count),
                times(peer, 1, seconds / count)));
        return String.format(
                Locale.ROOT,
                "    {\"n\": %d, \"batch\": %d, \"precision\": \"%s\", \"seconds\": %.6f, \"upload\": %.6f,"
                        + " \"gram\": %.6f, \"solve\": %.6f, \"torch_svdvals\": %s, \"torch_eigvalsh\": %s}",
                n,
                count,
                solve.precision(),
                seconds,
                spent.uploadSeconds(),
                spent.gramSeconds(),
                spent.solveSeconds(),
                number(peer, 0),
                number(peer, 1));
    }

    private static String number(double @Nullable [] peer, int which) {
        return peer == null || Double.isNaN(peer[which]) ? "null" : Double.toString(peer[which]);
    }

    /// How many times our time somebody else's is; both are of one matrix.
    private static String times(double @Nullable [] peer, int which, double ours) {
        return peer == null || Double.isNaN(peer[which])
                ? ""
                : String.format(Locale.ROOT, "%.1f x", peer[which] / ours);
    }

    /// A whole sweep, from weights in memory to the last row.
    private void model(int layers) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment pool = pool(arena);
            int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
            Map<Precision, Double> ours = new EnumMap<>(Precision.class);
            for (Precision precision : Precision.values()) {
                sweep(backend, pool, 1, new Solve(precision, Method.GRAM, threads));
                DeviceUsage before = usage();
                double seconds = sweep(backend, pool, layers, new Solve(precision, Method.GRAM, threads));
                ours.put(precision, seconds);
                DeviceUsage spent = usage().since(before);
                page.append(String.format(
                        Locale.ROOT,
                        "%n7B-shaped model, %d layers of bfloat16, %s, %d threads: %.1f s; the first GPU was busy %.0f %%"
                                + " of the time by its own events (upload %.1f s, Gram %.1f s, solve %.1f s over its lanes), %.1f GB"
                                + " crossed the bus%n",
                        layers,
                        precision,
                        threads,
                        seconds,
                        100 * spent.busySeconds() / seconds,
                        spent.uploadSeconds(),
                        spent.gramSeconds(),
                        spent.solveSeconds(),
                        spent.bytes() / 1e9));
                json.add(String.format(
                        Locale.ROOT,
                        "  \"model_%s\": {\"layers\": %d, \"seconds\": %.3f, \"busy\": %.3f, \"upload\": %.3f,"
                                + " \"gram\": %.3f, \"solve\": %.3f, \"bytes\": %d}",
                        precision.name().toLowerCase(Locale.ROOT),
                        layers,
                        seconds,
                        spent.busySeconds() / seconds,
                        spent.uploadSeconds(),
                        spent.gramSeconds(),
                        spent.solveSeconds(),
                        spent.bytes()));
            }
            double cpu = sweep(Backends.open("openblas").backend(), pool, 1, new Solve(Precision.F64, Method.GRAM, 2));
            page.append(String.format(
                    Locale.ROOT,
                    "%nThe same on two threads of this machine's CPU (openblas): %.1f s a layer, so about %.0f s for %d:"
                            + " %.1f times what the GPU takes in F64, %.1f in F32 (wanted: 20)%n",
                    cpu,
                    cpu * layers,
                    layers,
                    cpu * layers / ours.getOrDefault(Precision.F64, Double.NaN),
                    cpu * layers / ours.getOrDefault(Precision.F32, Double.NaN)));
            json.add(String.format(Locale.ROOT, "  \"cpu_two_threads_seconds_a_layer\": %.3f", cpu));
        }
    }

    private static double sweep(Backend backend, MemorySegment pool, int layers, Solve solve) {
        List<Tensor> tensors = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            for (String square : List.of("q", "k", "v", "o")) {
                tensors.add(tensor(pool, prefix + "self_attn." + square + "_proj.weight", 4096, 4096, tensors.size()));
            }
            tensors.add(tensor(pool, prefix + "mlp.gate_proj.weight", 11_008, 4096, tensors.size()));
            tensors.add(tensor(pool, prefix + "mlp.up_proj.weight", 11_008, 4096, tensors.size()));
            tensors.add(tensor(pool, prefix + "mlp.down_proj.weight", 4096, 11_008, tensors.size()));
        }
        SweepOptions options = new SweepOptions(LayerOptions.DEFAULT, solve, MetricOptions.DEFAULT);
        Checkpoint model = new Checkpoint(Path.of("synthetic-7b"), "memory", tensors, List.of(), Arena.global());
        long start = System.nanoTime();
        Plan plan = Plan.of(List.of(new Plan.Model("synthetic-7b", model)), options);
        Sweep.run(plan, backend, options, Map.of(), finished -> {});
        return (System.nanoTime() - start) / 1e9;
    }

    private static Tensor tensor(MemorySegment pool, String name, int rows, int columns, long window) {
        long bytes = (long) Short.BYTES * rows * columns;
        long at = window * 1_048_583 * Short.BYTES % (POOL_BYTES - bytes) / Short.BYTES * Short.BYTES;
        return Tensor.of(name, DType.BF16, new long[] {rows, columns}, pool.asSlice(at, bytes));
    }

    private static MemorySegment pool(Arena arena) {
        MemorySegment pool = arena.allocate(POOL_BYTES, 64);
        SyntheticCheckpoint.gaussian(pool, SEED);
        return pool;
    }

    private DeviceUsage usage() {
        return backend instanceof CudaBackend cuda
                ? cuda.usage().getFirst()
                : new DeviceUsage(0, backend.name(), 0, 0, 0, 0, 0);
    }

    private static Map<String, double[]> torch(Path file) throws IOException {
        Map<String, double[]> seconds = new TreeMap<>();
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file)) {
                List<String> fields = Pattern.compile(",").splitAsStream(line).toList();
                double batch = Double.parseDouble(fields.get(1));
                seconds.put(fields.get(0) + " " + fields.get(2), new double[] {
                    Double.parseDouble(fields.get(3)) / batch, Double.parseDouble(fields.get(4)) / batch
                });
            }
        }
        return seconds;
    }
}
