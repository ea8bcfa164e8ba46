package eigensweep.bench.suite;

import eigensweep.bench.Inputs;
import eigensweep.simd.Kernels;
import eigensweep.simd.Kernels.Rank2Symv;
import eigensweep.simd.ScalarKernels;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: the vector twin of every kernel is faster than the scalar one from a few vectors on, and by several
/// times where the data are in the caches.
///
/// Baseline: the scalar twin, by the same method. The rate is of elements. The kernels are those of
/// [eigensweep.simd.Kernels] that pass once over an array; a new one of that kind joins by a method of its name
/// here.
///
/// Run: `scripts/bench Kernels`.
@State(Scope.Benchmark)
public class KernelsBenchmark {

    /// So small that what is updated in place stays finite however often.
    private static final double STEP = 1e-12;

    private static final double COSINE = 0.6;
    private static final double SINE = 0.8;

    @Param({"64", "1024", "16384", "1048576"})
    int n = 1;

    @Param({"scalar", "vector"})
    String twin = "";

    private Kernels kernels = Kernels.get();
    private double[] x = {};
    private double[] y = {};
    private double[] logs = {};
    private double[] rows = {};
    private Rank2Symv step = Rank2Symv.zeros(0);
    private double checksum;

    /// Makes the inputs.
    @Setup
    public void prepare() {
        kernels = twin.equals("scalar") ? new ScalarKernels("the baseline") : Kernels.get();
        x = Inputs.gaussian(n, 1);
        y = Inputs.gaussian(n, 2);
        rows = Inputs.gaussian(Kernels.ROWS * n, 4);
        step = Rank2Symv.zeros(n);
        System.arraycopy(x, 0, step.v(), 0, n);
        System.arraycopy(y, 0, step.x(), 0, n);
        logs = Inputs.spectrum(n, 3, 3);
        Arrays.setAll(logs, i -> Math.log(logs[i]));
        checksum = dot() + tailDistance();
    }

    /// `sum x y`.
    @Benchmark
    public double dot() {
        return kernels.dot(x, 0, y, 0, n);
    }

    /// `y += s x`.
    @Benchmark
    public double[] axpy() {
        kernels.axpy(STEP, x, 0, y, 0, n);
        return y;
    }

    /// A plane rotation.
    @Benchmark
    public double[] rotate() {
        kernels.rotate(x, 0, y, 0, n, COSINE, SINE);
        return y;
    }

    /// Four rows of the Householder reduction, for four times as many elements as the other kernels; `w` is
    /// zero, so that repetition does not let them grow.
    @Benchmark
    public double[] rank2Symv() {
        kernels.rank2Symv(rows, 0, n, n - Kernels.ROWS, step);
        return step.y();
    }

    /// How far a tail is from its power law.
    @Benchmark
    public double tailDistance() {
        return kernels.ksDistance(logs, 0, 0, n, -1.5, 1.0 / n, 0);
    }

    /// A random probe: `+1` and `-1` from SplitMix64's bits.
    @Benchmark
    public double[] signs() {
        kernels.signs(1, y, n);
        return y;
    }

    /// The checksum is what `dot` and `tailDistance` answer to fresh inputs.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(n, "element", checksum);
    }
}
