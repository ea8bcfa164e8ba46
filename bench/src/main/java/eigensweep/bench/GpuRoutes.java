package eigensweep.bench;

import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaBackend;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Two ways to solve many eigenproblems of one order on a GPU: all in one call, or a call each. What is built in is one
/// order up to which they are batched; this says which it should have been.
///
/// @param timings by order
record GpuRoutes(List<Timing> timings) {

    private static final int[] ORDERS = {64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 4096};
    private static final int REPETITIONS = 3;

    /// What a batch takes, in seconds; each the best of three.
    record Timing(int n, int count, double batched, double oneByOne) {}

    /// Square weights.
    @FunctionalInterface
    interface Weights {
        Matrix of(int which, int n);
    }

    /// Times both ways in float64, where a batched eigensolver exists.
    ///
    /// @param largest bounds the orders
    static GpuRoutes measure(CudaBackend backend, int largest, Weights weights) {
        List<Timing> timings = new ArrayList<>();
        for (int n : ORDERS) {
            if (n <= largest) {
                int count = Math.clamp((1L << 25) / ((long) n * n), 4, 64);
                List<Matrix> batch = IntStream.range(0, count)
                        .mapToObj(i -> weights.of(i, n))
                        .toList();
                timings.add(new Timing(
                        n, count, seconds(backend.batchingUpTo(n), batch), seconds(backend.batchingUpTo(0), batch)));
            }
        }
        return new GpuRoutes(timings);
    }

    private static double seconds(CudaBackend backend, List<Matrix> batch) {
        Solve solve = new Solve(Precision.F64, Method.GRAM, 1);
        backend.gramEigenvalues(batch, solve);
        double best = Double.MAX_VALUE;
        for (int r = 0; r < REPETITIONS; r++) {
            long start = System.nanoTime();
            backend.gramEigenvalues(batch, solve);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    /// The largest order up to which, at every order timed, one call for all was faster; 0 if at none.
    int crossover() {
        int last = 0;
        for (Timing timing : timings) {
            if (timing.batched() > timing.oneByOne()) {
                break;
            }
            last = timing.n();
        }
        return last;
    }

    /// @param builtIn the order up to which matrices are batched
    String markdown(int builtIn) {
        String rows = timings.stream()
                .map(t -> String.format(
                        Locale.ROOT,
                        "| %d | %d | %.3f | %.3f |%n",
                        t.n(),
                        t.count(),
                        1e3 * t.batched() / t.count(),
                        1e3 * t.oneByOne() / t.count()))
                .collect(Collectors.joining());
        return String.format(
                        Locale.ROOT,
                        "%nEigenproblems in one call or one by one, F64: one call is faster up to n = %d; built in is %d"
                                + " (Route.LARGEST_BATCHED).%n%n",
                        crossover(),
                        builtIn)
                + "| n | batch | ms a matrix, batched | one by one |\n|---|---|---|---|\n" + rows;
    }

    /// A member of a JSON object.
    String json(int builtIn) {
        String rows = timings.stream()
                .map(t -> String.format(
                        Locale.ROOT,
                        "    {\"n\": %d, \"batch\": %d, \"batched\": %.6f, \"one_by_one\": %.6f}",
                        t.n(),
                        t.count(),
                        t.batched(),
                        t.oneByOne()))
                .collect(Collectors.joining(",\n"));
        return "  \"batched_up_to\": {\"measured\": " + crossover() + ", \"built_in\": " + builtIn
                + ", \"timings\": [\n" + rows + "\n  ]}";
    }
}
