package eigensweep.bench;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// `C = A B` by OpenBLAS: the fastest arithmetic that the machine offers, and so the measure of all other.
///
/// @param m rows of `A`
/// @param n columns of `B`
/// @param k columns of `A`
public record MatrixProduct(int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c) {

    /// A product of numbers that are the same every time.
    ///
    /// @param arena whose memory they are in
    /// @throws eigensweep.linalg.BackendException if there is no OpenBLAS
    public static MatrixProduct of(int m, int n, int k, Arena arena) {
        return new MatrixProduct(
                m,
                n,
                k,
                arena.allocateFrom(JAVA_DOUBLE, Inputs.gaussian(m * k, 1)),
                arena.allocateFrom(JAVA_DOUBLE, Inputs.gaussian(k * n, 2)),
                arena.allocate(JAVA_DOUBLE, (long) m * n));
    }

    /// The backend that lends the library, on which `threads` threads are set as well.
    public static Backend openBlas(int threads) {
        Backend backend = Backends.open("openblas").backend();
        backend.gramSum(1, threads).close();
        return backend;
    }

    /// Multiplies.
    public double run() {
        int no = Lapack.CblasNoTrans();
        Lapack.cblas_dgemm(Lapack.CblasRowMajor(), no, no, m, n, k, 1, a, k, b, n, 0, c, n);
        return c.getAtIndex(JAVA_DOUBLE, (long) m * n - 1);
    }

    /// Floating-point operations.
    public double flops() {
        return 2.0 * m * n * k;
    }
}
