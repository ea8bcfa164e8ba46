package eigensweep.bench;

import eigensweep.bench.GpuWork.Timing;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaBackend;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Two ways to solve many eigenproblems of one order on a GPU: all in one call, or a call each. What is built in is one
/// order up to which they are batched; this says which it should have been.
final class GpuRoutes {

    private static final int[] ORDERS = {64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 4096};
    private static final int REPETITIONS = 2;

    private GpuRoutes() {}

    /// What a batch takes, in seconds; each the best of some.
    ///
    /// @param left lines for what was left to the CPU
    record Row(int n, Precision precision, int batch, double batched, double oneByOne, List<String> left) {
        Row {
            left = List.copyOf(left);
        }
    }

    /// The crossover, measured and built in.
    record Crossover(int measured, int builtIn, List<Row> rows) {}

    /// Times both ways, where a batched eigensolver exists.
    ///
    /// @param largest bounds the orders
    /// @param isLate whether no other order may be begun
    /// @return whether all was the GPU's
    static boolean measure(
            GpuWork work,
            CudaBackend cuda,
            int largest,
            GpuWeights weights,
            GpuResults results,
            BooleanSupplier isLate) {
        results.say("\nEigenproblems in one call or one by one (milliseconds a matrix):\n\n"
                + "| n | precision | batch | in one call | one by one |\n|---|---|---|---|---|\n");
        List<Row> rows = new ArrayList<>();
        boolean isWell = true;
        for (int n : ORDERS) {
            for (Precision precision : Precision.values()) {
                if (n > largest || isLate.getAsBoolean()) {
                    continue;
                }
                Row row = row(work, cuda, n, precision, weights);
                rows.add(row);
                isWell &= row.left().isEmpty();
                results.say(markdown(row))
                        .put("batchedUpTo", new Crossover(crossover(rows), cuda.largestBatched(), rows))
                        .save();
            }
        }
        results.say(String.format(
                Locale.ROOT,
                "%nOne call is faster up to n = %d; built in is %d (Route.LARGEST_BATCHED).%n",
                crossover(rows),
                cuda.largestBatched()));
        return isWell;
    }

    private static Row row(GpuWork work, CudaBackend cuda, int n, Precision precision, GpuWeights weights) {
        int count = Math.clamp((1L << 25) / ((long) n * n), 4, 64);
        List<Matrix> batch =
                IntStream.range(0, count).mapToObj(i -> weights.window(i, n, n)).toList();
        Solve solve = new Solve(precision, Method.GRAM, 1);
        List<String> left = new ArrayList<>();
        double batched = seconds(work, cuda.batchingUpTo(n), batch, solve, left);
        double oneByOne = seconds(work, cuda.batchingUpTo(0), batch, solve, left);
        return new Row(n, precision, count, batched, oneByOne, left);
    }

    private static double seconds(
            GpuWork work, CudaBackend backend, List<Matrix> batch, Solve solve, List<String> left) {
        double best = Double.MAX_VALUE;
        for (int r = 0; r <= REPETITIONS; r++) {
            Timing once = work.time(() -> backend.gramEigenvalues(batch, solve));
            left.addAll(once.left());
            best = r == 0 ? best : Math.min(best, once.seconds());
        }
        return best;
    }

    /// The largest order up to which, at every order timed in float64, one call for all was faster; 0 if at none.
    static int crossover(List<Row> rows) {
        int last = 0;
        for (Row row : rows) {
            if (row.precision() == Precision.F64) {
                if (row.batched() > row.oneByOne()) {
                    break;
                }
                last = row.n();
            }
        }
        return last;
    }

    private static String markdown(Row row) {
        return row.left().isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "| %d | %s | %d | %.3f | %.3f |%n",
                        row.n(),
                        row.precision(),
                        row.batch(),
                        1e3 * row.batched() / row.batch(),
                        1e3 * row.oneByOne() / row.batch())
                : String.format(
                        Locale.ROOT,
                        "| %d | %s | %d | LEFT TO THE CPU: %s | |%n",
                        row.n(),
                        row.precision(),
                        row.batch(),
                        row.left().getFirst());
    }
}
