package eigensweep.bench.suite;

import eigensweep.bench.Inputs;
import eigensweep.bench.MatrixProduct;
import eigensweep.linalg.Backend;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: the eigenvalues of a symmetric matrix come from order 2000 on at half the speed of a matrix product or
/// better;
/// below, where the default backend leaves them to LAPACK, whose code need not be compiled, our own reduction in one
/// stage, which the java backend has, takes two thirds of the time in a process that stays.
///
/// Baseline: `product`, OpenBLAS's `dgemm` of as many operations, `4/3 n^3`. One thread.
///
/// Run: `scripts/bench Eigensolve`.
@State(Scope.Benchmark)
public class EigensolveBenchmark {

    @Param({"128", "256", "384", "512", "768", "1024", "1536", "2048", "3072", "4096"})
    int n = 3;

    private final Arena arena = Arena.ofShared();
    private final Backend openBlas = MatrixProduct.openBlas(1);
    private final Backend java = new JavaBackend();
    private MatrixProduct product = MatrixProduct.of(1, 1, 1, arena);
    private double[] a = {};
    private double checksum;

    /// Makes the matrix.
    @Setup
    public void prepare() {
        a = Inputs.symmetric(n, 1);
        product = MatrixProduct.of(n, n, 2 * n / 3, arena);
    }

    /// By the default backend: LAPACK, and from order 2000 on a first stage of matrix products and our second.
    @Benchmark
    public double[] openBlas() {
        return solve(openBlas, Solve.DEFAULT);
    }

    /// By the default backend in float32.
    @Benchmark
    public double[] openBlasF32() {
        return solve(openBlas, new Solve(Precision.F32, Method.GRAM, 1));
    }

    /// By our own kernels.
    @Benchmark
    public double[] java() {
        return solve(java, Solve.DEFAULT);
    }

    /// The baseline.
    @Benchmark
    public double product() {
        checksum = product.run();
        return checksum;
    }

    private double[] solve(Backend backend, Solve how) {
        double[] eigenvalues = backend.symmetricEigenvalues(a, n, how);
        checksum = Inputs.checksum(eigenvalues);
        return eigenvalues;
    }

    /// The checksum is of the eigenvalues, or the last element of the product.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(4.0 / 3 * n * n * n, "FLOP", checksum);
    }

    /// Frees the memory.
    @TearDown
    public void free() {
        arena.close();
    }
}
