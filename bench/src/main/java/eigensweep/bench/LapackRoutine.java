package eigensweep.bench;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A routine of whichever LAPACK library this process has, as it is: with nothing of ours around it but copies.
public final class LapackRoutine {

    private static final int COLUMN_MAJOR = 102;

    private LapackRoutine() {}

    /// The eigenvalues of a symmetric matrix by `dsyevd`, ascending.
    public static double[] eigenvalues(double[] a, int n) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment matrix = arena.allocateFrom(JAVA_DOUBLE, a);
            MemorySegment w = arena.allocate(JAVA_DOUBLE, n);
            MemorySegment lengths = arena.allocate(JAVA_DOUBLE, 1);
            MemorySegment integers = arena.allocate(JAVA_INT, 1);
            call(n, matrix, w, lengths, -1, integers, -1);
            int length = (int) lengths.get(JAVA_DOUBLE, 0);
            int count = integers.get(JAVA_INT, 0);
            call(n, matrix, w, arena.allocate(JAVA_DOUBLE, length), length, arena.allocate(JAVA_INT, count), count);
            return w.toArray(JAVA_DOUBLE);
        }
    }

    private static void call(
            int n, MemorySegment a, MemorySegment w, MemorySegment work, int lwork, MemorySegment iwork, int liwork) {
        int code = Lapack.LAPACKE_dsyevd_work(
                COLUMN_MAJOR, (byte) 'N', (byte) 'L', n, a, n, w, work, lwork, iwork, liwork);
        if (code != 0) {
            throw new IllegalStateException("dsyevd ended with " + code);
        }
    }
}
