package eigensweep.bench;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Precision;
import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// `C = A B` by OpenBLAS: the fastest arithmetic that the machine offers, and so the measure of all other.
///
/// @param m rows of `A`
/// @param n columns of `B`
/// @param k columns of `A`
/// @param precision of all three
public record MatrixProduct(
        int m, int n, int k, Precision precision, MemorySegment a, MemorySegment b, MemorySegment c) {

    /// A product in float64 of numbers that are the same every time.
    ///
    /// @param arena whose memory they are in
    /// @throws eigensweep.linalg.BackendException if there is no OpenBLAS
    public static MatrixProduct of(int m, int n, int k, Arena arena) {
        return of(m, n, k, Precision.F64, arena);
    }

    /// The same in either precision.
    public static MatrixProduct of(int m, int n, int k, Precision precision, Arena arena) {
        return new MatrixProduct(
                m,
                n,
                k,
                precision,
                gaussian(m * k, 1, precision, arena),
                gaussian(k * n, 2, precision, arena),
                arena.allocate(precision == Precision.F64 ? JAVA_DOUBLE : JAVA_FLOAT, (long) m * n));
    }

    /// As many operations as the eigenvalues of a symmetric matrix of order `n` take: `4/3 n^3`.
    public static MatrixProduct likeEigenvalues(int n, Precision precision, Arena arena) {
        return of(n, n, Math.max(1, 2 * n / 3), precision, arena);
    }

    private static MemorySegment gaussian(int count, long seed, Precision precision, Arena arena) {
        double[] values = Inputs.gaussian(count, seed);
        if (precision == Precision.F64) {
            return arena.allocateFrom(JAVA_DOUBLE, values);
        }
        MemorySegment narrow = arena.allocate(JAVA_FLOAT, count);
        for (int i = 0; i < count; i++) {
            narrow.setAtIndex(JAVA_FLOAT, i, (float) values[i]);
        }
        return narrow;
    }

    /// The backend that lends the library, on which `threads` threads are set as well.
    public static Backend openBlas(int threads) {
        Backend backend = Backends.open("openblas").backend();
        backend.gramSum(1, threads).close();
        return backend;
    }

    /// Multiplies.
    public double run() {
        int rows = Lapack.CblasRowMajor();
        int no = Lapack.CblasNoTrans();
        long last = (long) m * n - 1;
        if (precision == Precision.F32) {
            Lapack.cblas_sgemm(rows, no, no, m, n, k, 1, a, k, b, n, 0, c, n);
            return c.getAtIndex(JAVA_FLOAT, last);
        }
        Lapack.cblas_dgemm(rows, no, no, m, n, k, 1, a, k, b, n, 0, c, n);
        return c.getAtIndex(JAVA_DOUBLE, last);
    }

    /// Floating-point operations.
    public double flops() {
        return 2.0 * m * n * k;
    }
}
