package eigensweep.bench.suite;

import eigensweep.bench.Inputs;
import eigensweep.bench.MatrixProduct;
import eigensweep.linalg.Backend;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.JavaBackend;
import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Claim: a Gram matrix `X^T X` takes half the time of the matrix product of the same shape with OpenBLAS, because half
/// of it is the other half mirrored, and little more than the whole without native code.
///
/// Baseline: `product`, OpenBLAS's `dgemm` of `order x depth` by `depth x order`. The rate counts the `n^2 k`
/// operations of a triangle, and for the product its `2 n^2 k`. `mkl`, where it is installed, is MKL's `dsyrk`. One
/// thread.
///
/// Run: `scripts/bench Gram`.
@State(Scope.Benchmark)
public class GramBenchmark {

    @Param({"128", "384", "1024", "2048"})
    int order = 1;

    @Param({"512", "2048"})
    int depth = 1;

    private final Arena arena = Arena.ofShared();
    private final Backend java = new JavaBackend();
    private Backend lapack = java;
    private MatrixProduct product = MatrixProduct.of(1, 1, 1, arena);
    private double[] x = {};
    private double flops;
    private double checksum;

    /// Makes the matrix.
    @Setup
    public void prepare(BenchmarkParams benchmark) {
        lapack = LapackOf.method(benchmark);
        x = Inputs.gaussian(depth * order, 1);
        product = MatrixProduct.of(order, order, depth, arena);
    }

    /// By OpenBLAS.
    @Benchmark
    public double[] openBlas() {
        return gram(lapack);
    }

    /// By MKL.
    @Benchmark
    public double[] mkl() {
        return gram(lapack);
    }

    /// By our own kernels.
    @Benchmark
    public double[] java() {
        return gram(java);
    }

    /// The baseline.
    @Benchmark
    public double product() {
        flops = product.flops();
        checksum = product.run();
        return checksum;
    }

    private double[] gram(Backend backend) {
        flops = product.flops() / 2;
        try (GramSum gram = backend.gramSum(order, 1)) {
            gram.add(x, depth);
            double[] diagonal = gram.diagonal();
            checksum = Inputs.checksum(diagonal);
            return diagonal;
        }
    }

    /// The checksum is of the diagonal, or the last element of the product.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(flops, "FLOP", checksum);
    }

    /// Frees the memory.
    @TearDown
    public void free() {
        arena.close();
    }
}
