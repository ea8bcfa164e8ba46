package eigensweep.bench.suite;

import eigensweep.bench.Inputs;
import eigensweep.bench.LapackRoutine;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/// Claim: in a process that stays, the eigenvalues of a symmetric matrix come in half of MKL's time up to order
/// 1024, where vectors have 512 bits, and in two thirds of it beyond.
///
/// Baseline: `product`, OpenBLAS's `dgemm` of as many operations, `4/3 n^3`, and `productF32`, its `sgemm`;
/// `mkl`, MKL's own `dsyevd`, where MKL is installed. One thread.
///
/// Run: `scripts/bench Eigensolve`.
@State(Scope.Benchmark)
public class EigensolveBenchmark {

    @Param({"128", "256", "384", "512", "768", "1024", "1536", "2048", "3072", "4096"})
    int n = 3;

    private final Arena arena = Arena.ofShared();
    private final Backend java = new JavaBackend();
    private Backend lapack = java;
    private MatrixProduct product = MatrixProduct.of(1, 1, 1, arena);
    private double[] a = {};
    private double checksum;

    /// Makes the matrix.
    @Setup
    public void prepare(BenchmarkParams benchmark) {
        lapack = LapackOf.method(benchmark);
        a = Inputs.symmetric(n, 1);
        Precision precision = benchmark.getBenchmark().endsWith("F32") ? Precision.F32 : Precision.F64;
        product = MatrixProduct.likeEigenvalues(n, precision, arena);
    }

    /// By the default backend: LAPACK's reduction, from order 512 on ours, and for large ones two stages.
    @Benchmark
    public double[] openBlas() {
        return solve(lapack, Solve.DEFAULT);
    }

    /// By the default backend in float32.
    @Benchmark
    public double[] openBlasF32() {
        return solve(lapack, new Solve(Precision.F32, Method.GRAM, 1));
    }

    /// By our own kernels.
    @Benchmark
    public double[] java() {
        return solve(java, Solve.DEFAULT);
    }

    /// By MKL, as whoever has PyTorch has it.
    @Benchmark
    public double[] mkl() {
        double[] eigenvalues = LapackRoutine.eigenvalues(a, n);
        checksum = Inputs.checksum(eigenvalues);
        return eigenvalues;
    }

    /// The baseline.
    @Benchmark
    public double product() {
        checksum = product.run();
        return checksum;
    }

    /// The baseline in float32.
    @Benchmark
    public double productF32() {
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
