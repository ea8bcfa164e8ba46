package eigensweep.bench.suite;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.bench.Inputs;
import eigensweep.bench.MatrixProduct;
import eigensweep.linalg.BatchedEigen;
import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: small symmetric matrices, many at a time, are solved faster one in each lane of a vector than one after the
/// other by LAPACK, the more the smaller they are.
///
/// Baseline: `lapack`, `LAPACKE_dsyevd_work` with a workspace that is allocated once, so that what it loses it loses
/// to its own calls. Both start from row-major matrices on the heap. 10,000 matrices an operation, fewer where they
/// would fill more than 200 MB. One thread.
///
/// Run: `scripts/bench BatchedEigen`.
@State(Scope.Benchmark)
public class BatchedEigenBenchmark {

    private static final int MOST = 10_000;
    private static final int MOST_ELEMENTS = 25_000_000;
    private static final byte VALUES_ONLY = 'N';
    private static final byte LOWER = 'L';

    @Param({"4", "9", "16", "32", "48", "64", "96", "128", "200"})
    int n = 1;

    private final Arena arena = Arena.ofShared();
    private final List<double[]> matrices = new ArrayList<>();
    private MemorySegment a = MemorySegment.NULL;
    private MemorySegment w = MemorySegment.NULL;
    private MemorySegment work = MemorySegment.NULL;
    private MemorySegment iwork = MemorySegment.NULL;
    private double checksum;

    /// Makes the matrices and LAPACK's workspace, of the length that its documentation asks for.
    @Setup
    public void prepare() {
        MatrixProduct.openBlas(1);
        int count = Math.min(MOST, MOST_ELEMENTS / (n * n));
        for (int i = 0; i < count; i++) {
            matrices.add(Inputs.symmetric(n, i));
        }
        a = arena.allocate(JAVA_DOUBLE, (long) n * n);
        w = arena.allocate(JAVA_DOUBLE, n);
        work = arena.allocate(JAVA_DOUBLE, 1 + 6L * n + 2L * n * n);
        iwork = arena.allocate(JAVA_INT, 3 + 5L * n);
    }

    /// One in each lane.
    @Benchmark
    public double batched() {
        checksum = 0;
        for (double[] values : BatchedEigen.eigenvalues(matrices, n)) {
            checksum += Inputs.checksum(values);
        }
        return checksum;
    }

    /// One after the other.
    @Benchmark
    public double lapack() {
        checksum = 0;
        double[] values = new double[n];
        for (double[] matrix : matrices) {
            MemorySegment.copy(matrix, 0, a, JAVA_DOUBLE, 0, n * n);
            int code = Lapack.LAPACKE_dsyevd_work(
                    Lapack.LAPACK_COL_MAJOR(),
                    VALUES_ONLY,
                    LOWER,
                    n,
                    a,
                    n,
                    w,
                    work,
                    (int) (work.byteSize() / Double.BYTES),
                    iwork,
                    (int) (iwork.byteSize() / Integer.BYTES));
            if (code != 0) {
                throw new IllegalStateException("dsyevd: " + code);
            }
            MemorySegment.copy(w, JAVA_DOUBLE, 0, values, 0, n);
            checksum += Inputs.checksum(values);
        }
        return checksum;
    }

    /// The checksum is of all eigenvalues.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(4.0 / 3 * n * n * n * matrices.size(), "FLOP", checksum);
    }

    /// Frees the memory.
    @TearDown
    public void free() {
        arena.close();
    }
}
