package eigensweep.bench.suite;

import eigensweep.bench.Inputs;
import eigensweep.simd.Kernels;
import eigensweep.simd.Kernels.Rank2Symv;
import eigensweep.simd.PackedTriangle;
import eigensweep.simd.ScalarKernels;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Claim: the vector twin of every kernel is faster than the scalar one from a few vectors on, and by several
/// times where the data are in the caches.
///
/// Baseline: the scalar twin, by the same method. The rate is of elements. The kernels are those of
/// [eigensweep.simd.Kernels] that pass once over an array; a new one of that kind joins by a method of its
/// name here, and a line of `checksum`.
///
/// Run: `scripts/bench Kernels`.
@State(Scope.Benchmark)
public class KernelsBenchmark {

    private static final PackedTriangle PACKING = Kernels.get().packing();

    private static final double FACTOR = 0.5;
    private static final double COSINE = 0.6;
    private static final double SINE = 0.8;

    @Param({"64", "1024", "16384", "1048576"})
    int n = 1;

    @Param({"scalar", "vector"})
    String twin = "";

    private Kernels kernels = Kernels.get();
    private Data data = Data.of(0);
    private double factor = FACTOR;

    /// What a kernel reads and writes.
    private record Data(double[] x, double[] y, double[] logs, Rank2Symv step) {

        /// The same every time. The step's `w` is zero, so that repetition does not let the rows grow.
        static Data of(int n) {
            double[] logs = Inputs.spectrum(n, 3, 3);
            Arrays.setAll(logs, i -> Math.log(logs[i]));
            Data data = new Data(Inputs.gaussian(n, 1), Inputs.gaussian(n, 2), logs, Data.lastRows(n));
            System.arraycopy(data.x, 0, data.step.t(), data.step.layout().v(), n);
            System.arraycopy(data.y, 0, data.step.t(), data.step.layout().x(), n);
            return data;
        }

        /// Of a matrix of order `n` the last panel, as if it were the first.
        private static Rank2Symv lastRows(int n) {
            Rank2Symv step = Rank2Symv.zeros(PACKING, n, Kernels.ROWS * PACKING.padded(n));
            double[] rows = Inputs.gaussian(Kernels.ROWS * n, 4);
            for (int i = 0; i < rows.length; i++) {
                step.t()[place(step, n, i)] = rows[i];
            }
            return step;
        }

        /// The four rows as they are now.
        private double[] rows(int n) {
            double[] rows = new double[Kernels.ROWS * n];
            Arrays.setAll(rows, i -> step.t()[place(step, n, i)]);
            return rows;
        }

        /// Where element `i` of the four rows is.
        private static int place(Rank2Symv step, int n, int i) {
            return step.layout().a() + i / n * PACKING.lanes() + PACKING.column(i % n);
        }
    }

    /// Makes the inputs.
    @Setup
    public void prepare() {
        kernels = twin.equals("scalar") ? new ScalarKernels("the baseline") : Kernels.get();
        data = Data.of(n);
    }

    /// `sum x y`.
    @Benchmark
    public double dot() {
        return dot(data);
    }

    private double dot(Data on) {
        return kernels.dot(on.x, 0, on.y, 0, n);
    }

    /// `y += s x`, with one sign and then the other, so that `y` stays finite however often.
    @Benchmark
    public double[] axpy() {
        factor = -factor;
        return axpy(data, factor);
    }

    private double[] axpy(Data on, double s) {
        kernels.axpy(s, on.x, 0, on.y, 0, n);
        return on.y;
    }

    /// A plane rotation.
    @Benchmark
    public double[] rotate() {
        return rotate(data);
    }

    private double[] rotate(Data on) {
        kernels.rotate(on.x, 0, on.y, 0, n, COSINE, SINE);
        return on.y;
    }

    /// Four rows of the Householder reduction, for four times as many elements as the other kernels.
    @Benchmark
    public double[] rank2Symv() {
        return rank2Symv(data);
    }

    private double[] rank2Symv(Data on, double[] w) {
        System.arraycopy(w, 0, on.step.t(), on.step.layout().w(), n);
        return rank2Symv(on);
    }

    private double[] rank2Symv(Data on) {
        kernels.rank2Symv(on.step, on.step.layout().a(), n - Kernels.ROWS);
        return on.step.t();
    }

    /// How far a tail is from its power law.
    @Benchmark
    public double tailDistance() {
        return tailDistance(data);
    }

    private double tailDistance(Data on) {
        return kernels.ksDistance(on.logs, 0, 0, n, -1.5, 1.0 / n, 0);
    }

    /// A random probe: `+1` and `-1` from SplitMix64's bits.
    @Benchmark
    public double[] signs() {
        return signs(data);
    }

    private double[] signs(Data on) {
        kernels.signs(1, on.y, n);
        return on.y;
    }

    /// The checksum is of all that the measured kernel answers or writes when it is called once more, on
    /// inputs as they were at the start: most kernels work in place, and nobody counts how often.
    @TearDown(Level.Iteration)
    public void report(BenchmarkParams measured) {
        String benchmark = measured.getBenchmark();
        WorkDone.report(n, "element", checksum(benchmark.substring(benchmark.lastIndexOf('.') + 1)));
    }

    /// What a method computes from inputs as they were at the start, as one number.
    double checksum(String method) {
        Data fresh = Data.of(n);
        return switch (method) {
            case "dot" -> dot(fresh);
            case "axpy" -> Inputs.checksum(axpy(fresh, FACTOR));
            case "rotate" -> Inputs.checksum(rotate(fresh)) + Inputs.checksum(fresh.x);
            case "rank2Symv" -> {
                double[] t = rank2Symv(fresh, fresh.y);
                int y = fresh.step.layout().y();
                yield Inputs.checksum(Arrays.copyOfRange(t, y, y + n)) + Inputs.checksum(fresh.rows(n));
            }
            case "tailDistance" -> tailDistance(fresh);
            case "signs" -> Inputs.checksum(signs(fresh));
            default -> throw new IllegalArgumentException("no kernel is called " + method);
        };
    }
}
