package eigensweep.natives.gpu;

import static eigensweep.testing.Matrices.encoded;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.diversity.FourierFeatures;
import eigensweep.diversity.Run;
import eigensweep.diversity.Similarity;
import eigensweep.diversity.VectorSamples;
import eigensweep.diversity.Vectors;
import eigensweep.linalg.Backend;
import eigensweep.linalg.DeviceLostException;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.binding.CudaApi;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A backend on GPUs that are host memory. When a test is over everything was given back, and nothing was done that
/// a GPU would not bear.
abstract class OverTheShim {

    static final long MIB = 1 << 20;

    /// What people were told.
    final Queue<String> said = new ConcurrentLinkedQueue<>();

    CudaApi cuda;
    CudaBackend backend;

    @BeforeEach
    void load() {
        cuda = Shim.cuda();
        backend = new CudaBackend(cuda, List.of(0), Shim.cpu(), said::add);
    }

    @AfterEach
    void everythingIsGivenBackAndNothingWasDoneThatAGpuWouldNotBear() {
        if (backend != null) {
            backend.close();
        }
        if (cuda != null) {
            assertThat(Shim.alive()).isZero();
            assertThat(Shim.breaches()).isZero();
        }
    }

    CudaBackend open(Integer... devices) {
        backend.close();
        Shim.devices(devices.length);
        backend = new CudaBackend(cuda, List.of(devices), Shim.cpu(), said::add);
        return backend;
    }

    static Matrix weights(DType dtype, int seed, int rows, int columns) {
        return encoded(dtype, gaussian(seed, rows, columns), rows, columns, 1.0);
    }

    static void assertSame(List<double[]> found, List<double[]> expected, double tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            double[] reference = expected.get(i);
            double largest = Math.max(Math.abs(reference[0]), reference[reference.length - 1]);
            assertThat(found.get(i)).containsExactly(reference, within(tolerance * largest));
        }
    }

    static List<double[]> onCpu(List<Matrix> matrices, Method method) {
        return Shim.cpu().gramEigenvalues(matrices, new Solve(Precision.F64, method, 1));
    }

    /// `X^T X` of 50 rows added in three stretches.
    double[] summed(int order, double[] rows) {
        try (GramSum sum = backend.gramSum(order, 1)) {
            for (int from = 0; from < 50; from += 20) {
                int count = Math.min(20, 50 - from);
                sum.add(Arrays.copyOfRange(rows, from * order, (from + count) * order), count);
            }
            double trace = Arrays.stream(sum.diagonal()).sum();
            sum.map((i, row) -> {
                for (int j = i; j < order; j++) {
                    row[j] /= trace;
                }
            });
            return sum.eigenvalues();
        }
    }

    /// The eigenvalues of a matrix of similarities.
    static double[] similarities(Backend backend, Similarity similarity, double[] samples, int n, boolean weighted) {
        Vectors vectors = new Vectors("samples", Matrix.of(samples, n, samples.length / n));
        double[] weights = weighted ? sequence(n, i -> 1.0 + i % 3) : null;
        while (true) {
            try {
                return VectorSamples.of(vectors, similarity, FourierFeatures.Options.DEFAULT)
                        .eigenvalues(weights, new Run(backend, 1))
                        .values();
            } catch (DeviceLostException e) {
                // As VendiScore does: again, elsewhere.
            }
        }
    }

    /// Runs layers side by side, as a sweep does.
    List<double[]> sideBySide(List<Matrix> layers) throws Exception {
        List<Callable<double[]>> calls = new ArrayList<>();
        for (Matrix layer : layers) {
            calls.add(
                    () -> backend.gramEigenvalues(List.of(layer), Solve.DEFAULT).getFirst());
        }
        List<double[]> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<double[]> one : threads.invokeAll(calls)) {
                found.add(one.get());
            }
        }
        return found;
    }
}
