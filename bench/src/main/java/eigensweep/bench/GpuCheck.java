package eigensweep.bench;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaBackend;
import eigensweep.natives.gpu.DeviceUsage;
import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
        try (Arena arena = Arena.ofShared()) {
            check.measure(GpuWeights.in(arena), largest, torch(Path.of(arguments[2])), Integer.parseInt(arguments[4]));
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

    private void measure(GpuWeights weights, int largest, Map<String, double[]> torch, int layers) {
        for (GpuAccuracy accuracy : List.of(
                GpuAccuracy.measure(backend, Precision.F64, 1e-8, weights),
                GpuAccuracy.measure(backend, Precision.F32, 1e-4, weights))) {
            page.append(accuracy.markdown());
            json.add(accuracy.json());
        }
        orders(weights, largest, torch);
        routes(weights, largest);
        if (layers > 0) {
            GpuSweep sweep = GpuSweep.measure(backend, layers, weights);
            page.append(sweep.markdown());
            json.add(sweep.json());
        }
    }

    private void heading() {
        page.append("### ")
                .append(backend.description())
                .append(", backend ")
                .append(backend.name())
                .append("\n\n");
        String commit = System.getProperty("eigensweep.commit", "unknown");
        String driver = System.getProperty("eigensweep.driver", "unknown");
        String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        page.append(when)
                .append(", commit ")
                .append(commit)
                .append(", driver ")
                .append(driver)
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors\n\n");
        json.add("  \"backend\": \"" + backend.name() + "\"");
        json.add("  \"machine\": \"" + backend.description().replace('"', '\'') + "\"");
        json.add("  \"time\": \"" + when + "\"");
        json.add("  \"commit\": \"" + commit + "\"");
        json.add("  \"driver\": \"" + driver.replace('"', '\'') + "\"");
    }

    /// Eigenvalues per second by order, and what the time goes into.
    private void orders(GpuWeights weights, int largest, Map<String, double[]> torch) {
        page.append(
                "Upload, Gram and solve: how much of the time the GPU's own events give to each; they may overlap.\n\n"
                        + "| n | batch | precision | ms a matrix | eigenvalues/s | upload | Gram | solve |"
                        + " torch svdvals (wanted from 1024 to 8192: 5 x) | torch eigvalsh |\n|---|---|---|---|---|---|---|---|---|---|\n");
        List<String> rows = new ArrayList<>();
        for (int n : ORDERS) {
            for (Precision precision : Precision.values()) {
                if (n <= largest) {
                    rows.add(order(weights, n, new Solve(precision, Method.GRAM, 1), torch));
                }
            }
        }
        json.add("  \"orders\": [\n" + String.join(",\n", rows) + "\n  ]");
    }

    /// Up to which order one call for a batch of eigenproblems beats a call a matrix.
    private void routes(GpuWeights weights, int largest) {
        if (!(backend instanceof CudaBackend cuda) || cuda.largestBatched() == 0) {
            page.append("\nNo batched eigensolver here: nothing to choose.\n");
            return;
        }
        GpuRoutes routes = GpuRoutes.measure(cuda, largest, (i, n) -> weights.window(i, n, n));
        page.append(routes.markdown(cuda.largestBatched()));
        json.add(routes.json(cuda.largestBatched()));
    }

    private String order(GpuWeights weights, int n, Solve solve, Map<String, double[]> torch) {
        int count = Math.clamp((1L << 26) / ((long) n * n), 1, 64);
        List<Matrix> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(weights.window(i, n, n));
        }
        backend.gramEigenvalues(batch, solve);
        DeviceUsage before = usage(backend);
        double seconds = Double.MAX_VALUE;
        double all = 0;
        int repetitions = n <= 1024 ? 5 : 2;
        for (int r = 0; r < repetitions; r++) {
            long start = System.nanoTime();
            backend.gramEigenvalues(batch, solve);
            double once = (System.nanoTime() - start) / 1e9;
            seconds = Math.min(seconds, once);
            all += once;
        }
        DeviceUsage spent = usage(backend).since(before);
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
                "    {\"n\": %d, \"batch\": %d, \"precision\": \"%s\", \"seconds_least\": %.6f, \"seconds_mean\": %.6f,"
                        + " \"upload_mean\": %.6f, \"gram_mean\": %.6f, \"solve_mean\": %.6f, \"torch_svdvals\": %s, \"torch_eigvalsh\": %s}",
                n,
                count,
                solve.precision(),
                seconds,
                all / repetitions,
                spent.uploadSeconds() / repetitions,
                spent.gramSeconds() / repetitions,
                spent.solveSeconds() / repetitions,
                number(peer, 0),
                number(peer, 1));
    }

    private static String number(double @Nullable [] peer, int which) {
        return number(peer == null ? Double.NaN : peer[which]);
    }

    /// As JSON, which has none that is not finite.
    static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    /// How many times our time somebody else's is; both are of one matrix.
    private static String times(double @Nullable [] peer, int which, double ours) {
        return peer == null || Double.isNaN(peer[which])
                ? ""
                : String.format(Locale.ROOT, "%.1f x", peer[which] / ours);
    }

    /// What the first GPU did so far; nothing on a CPU.
    static DeviceUsage usage(Backend backend) {
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
