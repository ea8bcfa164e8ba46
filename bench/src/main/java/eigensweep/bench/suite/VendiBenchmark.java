package eigensweep.bench.suite;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.bench.Inputs;
import eigensweep.bench.MatrixProduct;
import eigensweep.diversity.FourierFeatures;
import eigensweep.diversity.Run;
import eigensweep.diversity.Similarity;
import eigensweep.diversity.VectorSamples;
import eigensweep.diversity.Vectors;
import eigensweep.diversity.VendiScore;
import eigensweep.linalg.Backend;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Claim: the Vendi Score of cosine similarities takes the time of the smaller of the two matrices that have its
/// eigenvalues, and other kernels take little more than the eigenvalues of their own.
///
/// Baseline: `asDefined`, the `n x n` matrix of cosines by one `dgemm` and its eigenvalues, whatever the
/// kernel; `mkl` is what the tool does with MKL's routines, where it is installed. The rate is of samples. One
/// thread.
///
/// Run: `scripts/bench Vendi`.
@State(Scope.Benchmark)
public class VendiBenchmark {

    @Param({"500", "2000"})
    int samples = 2;

    @Param({"384", "3072"})
    int dimension = 1;

    @Param({"cosine", "rbf", "polynomial"})
    String kernel = "cosine";

    private final Arena arena = Arena.ofShared();
    private Backend lapack = new JavaBackend();
    private double[] x = {0, 0};
    private VectorSamples vectors = vectors(new Similarity.Cosine());
    private MatrixProduct product = MatrixProduct.of(1, 1, 1, arena);
    private double score;

    /// Makes the samples.
    @Setup
    public void prepare(BenchmarkParams benchmark) {
        lapack = LapackOf.method(benchmark);
        x = Inputs.gaussian(samples * dimension, 1);
        vectors = vectors(
                switch (kernel) {
                    case "cosine" -> new Similarity.Cosine();
                    case "rbf" -> new Similarity.Rbf(Math.sqrt(dimension));
                    case "polynomial" -> new Similarity.Polynomial(3, Similarity.Polynomial.PER_DIMENSION, 1);
                    default -> throw new IllegalArgumentException(String.format(Locale.ROOT, "no kernel %s", kernel));
                });
        product = MatrixProduct.of(samples, samples, dimension, arena);
    }

    private VectorSamples vectors(Similarity similarity) {
        Vectors all = new Vectors("samples", Matrix.of(x, x.length / dimension, dimension));
        return VectorSamples.of(all, similarity, FourierFeatures.Options.DEFAULT);
    }

    /// What the tool does.
    @Benchmark
    public double score() {
        score = VendiScore.of(vectors, null, new Run(lapack, 1)).score();
        return score;
    }

    /// The same by MKL.
    @Benchmark
    public double mkl() {
        return score();
    }

    /// The baseline.
    @Benchmark
    public double asDefined() {
        MemorySegment rows = product.a();
        MemorySegment columns = product.b();
        for (int i = 0; i < samples; i++) {
            double squares = 0;
            for (int j = i * dimension; j < (i + 1) * dimension; j++) {
                squares += x[j] * x[j];
            }
            for (int j = 0; j < dimension; j++) {
                double value = x[i * dimension + j] / Math.sqrt(squares);
                rows.setAtIndex(JAVA_DOUBLE, (long) i * dimension + j, value);
                columns.setAtIndex(JAVA_DOUBLE, (long) j * samples + i, value);
            }
        }
        product.run();
        double[] similarities = product.c().toArray(JAVA_DOUBLE);
        double entropy = 0;
        for (double value : lapack.symmetricEigenvalues(similarities, samples, Solve.DEFAULT)) {
            double p = value / samples;
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        score = Math.exp(entropy);
        return score;
    }

    /// The checksum is the score.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(samples, "sample", score);
    }

    /// Frees the memory.
    @TearDown
    public void free() {
        arena.close();
    }
}
