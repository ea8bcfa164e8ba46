package eigensweep.bench.suite;

import eigensweep.bench.Inputs;
import eigensweep.simd.Kernels;
import eigensweep.simd.ScalarKernels;
import eigensweep.spectrum.PowerLaw;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: of all starts of a tail the best is found, exactly, in a small part of the time that evaluating every one
/// takes even with vectors, and the part shrinks with the number of eigenvalues.
///
/// Baseline: `scan`, every start and every point of its tail with the scalar kernel; `vectorised` is the same on
/// vectors. The rate is of pairs of a start and a point, whether they were looked at or ruled out.
///
/// Run: `scripts/bench PowerLaw`.
@State(Scope.Benchmark)
public class PowerLawBenchmark {

    @Param({"512", "2048", "8192"})
    int points = 2;

    private final Kernels scalar = new ScalarKernels("the baseline");
    private double[] spectrum = {};
    private double[] logs = {};
    private double[] exponents = {};
    private double distance;

    /// Makes the spectrum, and the exponent of every tail.
    @Setup
    public void prepare() {
        spectrum = Inputs.spectrum(points, 3, 1);
        logs = new double[points];
        exponents = new double[points];
        double sum = 0;
        for (int i = points - 1; i >= 0; i--) {
            logs[i] = Math.log(spectrum[i] / spectrum[points - 1]);
            sum += logs[i];
            exponents[i] = -(points - i) / (sum - (points - i) * logs[i]);
        }
    }

    /// Everything, element by element.
    @Benchmark
    public double scan() {
        return scan(scalar);
    }

    /// Everything, on vectors.
    @Benchmark
    public double vectorised() {
        return scan(Kernels.get());
    }

    /// What the tool does.
    @Benchmark
    public double pruned() {
        distance = PowerLaw.fit(spectrum).orElseThrow().d();
        return distance;
    }

    private double scan(Kernels kernels) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < points - 1; i++) {
            least = Math.min(least, kernels.ksDistance(logs, i, i, points, exponents[i], 1.0 / (points - i), 0));
        }
        distance = least;
        return least;
    }

    /// The checksum is the distance that was found.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(0.5 * points * points, "pair", distance);
    }
}
