package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.linalg.BandEigen;
import eigensweep.linalg.Blocks;
import eigensweep.linalg.PowerOfTwo;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SymmetricEigen;
import eigensweep.natives.Arithmetic.Workspace;
import eigensweep.natives.lapack.Lapack;
import eigensweep.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;

/// Spectra by BLAS and LAPACK routines, in memory that lives as long as one matrix is worked on.
///
/// @param solve how to compute
/// @param arithmetic the routines, in the solve's precision
record LapackSpectra(Solve solve, Arithmetic arithmetic) {

    /// From these orders on the reduction in two stages beats that in one (PERFORMANCE.md): LAPACK's own, or ours
    /// where both ways are.
    private static final int TWO_STAGE_F64 = 2000;

    private static final int TWO_STAGE_F32 = 2400;

    private static final int TWO_STAGE_VECTORS = 1500;

    /// @param library the library's name, for errors
    static LapackSpectra of(String library, Solve solve) {
        return new LapackSpectra(solve, Arithmetic.of(library, solve.precision()));
    }

    /// Eigenvalues of the Gram matrix of the smaller side, ascending.
    double[] gram(Matrix matrix) {
        int n = matrix.smallSide();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment gram = gram(matrix, arena);
            return eigenvalues(gram, n, trace(gram, n), arena);
        }
    }

    /// The Gram matrix itself, row-major, its lower triangle.
    double[] gramMatrix(Matrix matrix) {
        int n = matrix.smallSide();
        double[] lower = new double[n * n];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment gram = gram(matrix, arena);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    lower[i * n + j] = arithmetic.get(gram, (long) j * n + i);
                }
            }
        }
        return lower;
    }

    private MemorySegment gram(Matrix matrix, Arena arena) {
        Blocks blocks = Blocks.of(matrix);
        int n = blocks.side();
        MemorySegment gram = array(arena, (long) n * n);
        try (Arena tileArena = Arena.ofConfined()) {
            MemorySegment tile = array(tileArena, blocks.elements());
            for (int b = 0; b < blocks.count(); b++) {
                arithmetic.widen(blocks, b, tile);
                int depth = blocks.extent(b);
                int trans = blocks.isTall() ? Lapack.CblasTrans() : Lapack.CblasNoTrans();
                arithmetic.syrk(trans, n, depth, tile, blocks.isTall() ? n : depth, b == 0 ? 0 : 1, gram);
            }
        }
        Blocks.checkTrace(matrix, trace(gram, n), solve.precision());
        return gram;
    }

    private double trace(MemorySegment a, int n) {
        double trace = 0;
        for (long i = 0; i < n; i++) {
            trace += arithmetic.get(a, i * (n + 1));
        }
        return trace;
    }

    /// Eigenvalues of a symmetric row-major matrix, ascending.
    double[] symmetric(double[] a, int n) {
        if (solve.precision() == Precision.F64 && copies(n)) {
            return SymmetricEigen.eigenvalues(a, n);
        }
        // In float32 an entry of float64 may be no number, or none but 0.
        double scale = PowerOfTwo.scale(Blocks.largestEntry(a, n));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = array(arena, (long) n * n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    arithmetic.set(copy, (long) j * n + i, a[i * n + j] * scale);
                }
            }
            return unscaled(eigenvalues(copy, n, 1, arena), scale);
        }
    }

    /// Squared singular values, ascending.
    double[] svd(Matrix matrix) {
        Matrix tall = matrix.tall();
        int n = tall.columns();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment triangle = triangle(matrix, tall, arena);
            MemorySegment s = array(arena, n);
            run(arena, 8L * n, w -> arithmetic.gesdd(n, triangle, s, w));
            double[] squares = new double[n];
            for (int i = 0; i < n; i++) {
                double sv = arithmetic.get(s, n - 1 - i);
                squares[i] = sv * sv;
            }
            return squares;
        }
    }

    /// A square factor with the singular values of the matrix: the matrix itself if it is square, otherwise the
    /// triangle of its QR decomposition, taken block of rows by block of rows so that the matrix is never whole
    /// in memory.
    private MemorySegment triangle(Matrix matrix, Matrix tall, Arena arena) {
        int n = tall.columns();
        int depth = Math.min(tall.rows(), Math.max(n, 256));
        int done = tall.rows() == n ? 0 : n;
        // Row-major rows of the matrix are LAPACK's columns: [L | block] has n rows and is reduced to [L' | 0] by
        // ?gelqf.
        MemorySegment stacked = array(arena, (long) (done + depth) * n);
        MemorySegment tau = array(arena, n);
        double trace = 0;
        for (int from = 0; from < tall.rows(); from += depth) {
            int extent = Math.min(depth, tall.rows() - from);
            for (int i = 0; i < extent; i++) {
                arithmetic.widenRow(tall, from + i, stacked, (long) (done + i) * n);
            }
            trace += sumOfSquares(stacked, (long) done * n, (long) extent * n);
            if (done > 0 && trace <= (solve.precision() == Precision.F64 ? Double.MAX_VALUE : Float.MAX_VALUE)) {
                run(arena, 1, w -> arithmetic.gelqf(n, n + extent, stacked, tau, w));
                clearAboveDiagonal(stacked, n);
            }
        }
        Blocks.checkTrace(matrix, trace, solve.precision());
        return stacked;
    }

    private double sumOfSquares(MemorySegment array, long from, long count) {
        double sum = 0;
        for (long i = from; i < from + count; i++) {
            double value = arithmetic.get(array, i);
            sum += value * value;
        }
        return sum;
    }

    /// Where `?gelqf` leaves its reflectors.
    private void clearAboveDiagonal(MemorySegment a, int n) {
        for (long column = 1; column < n; column++) {
            for (long row = 0; row < column; row++) {
                arithmetic.set(a, column * n + row, 0);
            }
        }
    }

    /// Whether a matrix is copied into the heap to be worked on.
    boolean copies(int n) {
        return n < twoStageFrom() && isOnVectors();
    }

    /// Eigenvalues of a column-major lower triangle, which is destroyed, ascending.
    ///
    /// @param largest about the size of the largest entry
    double[] eigenvalues(MemorySegment a, int n, double largest, Arena arena) {
        if (copies(n)) {
            return onVectors(a, n, largest);
        }
        if (n < twoStageFrom()) {
            MemorySegment w = array(arena, n);
            run(arena, 1, s -> arithmetic.syevd(n, a, w, s));
            double[] values = new double[n];
            Arrays.setAll(values, i -> arithmetic.get(w, i));
            return values;
        }
        // The squares that the reduction takes must neither overflow nor vanish.
        boolean moderate = Math.abs(Math.getExponent(largest)) < (solve.precision() == Precision.F64 ? 400 : 40);
        double scale = moderate ? 1 : PowerOfTwo.scale(largest);
        for (long i = 0; i < (long) n * n && scale != 1; i++) {
            arithmetic.set(a, i, arithmetic.get(a, i) * scale);
        }
        return unscaled(new TwoStage(solve, arithmetic, arena).eigenvalues(a, n), scale);
    }

    private static double[] unscaled(double[] values, double scale) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale;
        }
        return values;
    }

    private int twoStageFrom() {
        if (isOnVectors() && BandEigen.isFast()) {
            return TWO_STAGE_VECTORS;
        }
        return solve.precision() == Precision.F64 ? TWO_STAGE_F64 : TWO_STAGE_F32;
    }

    /// Whether a reduction in one stage is our own: on one thread it is faster than LAPACK's.
    private boolean isOnVectors() {
        return solve.threads() == 1 && !solve.brief() && SymmetricEigen.isFast();
    }

    // Column-major, the lower triangle is the upper one of rows; from the last row to the first and from the last
    // column to the first it is a lower triangle again, of a matrix with the same eigenvalues.
    private double[] onVectors(MemorySegment a, int n, double largest) {
        int stride = SymmetricEigen.padded(n, solve.precision());
        if (solve.precision() == Precision.F64) {
            double[] lower = new double[stride * stride];
            for (int i = 0; i < n; i++) {
                long from = (n - 1L - i) * (n + 1L);
                for (int j = 0; j <= i; j++) {
                    lower[i * stride + j] = a.getAtIndex(JAVA_DOUBLE, from + i - j);
                }
            }
            return SymmetricEigen.eigenvalues(lower, n, stride, largest);
        }
        float[] lower = new float[stride * stride];
        for (int i = 0; i < n; i++) {
            long from = (n - 1L - i) * (n + 1L);
            for (int j = 0; j <= i; j++) {
                lower[i * stride + j] = a.getAtIndex(JAVA_FLOAT, from + i - j);
            }
        }
        return SymmetricEigen.eigenvalues(lower, n, stride, largest);
    }

    /// Calls a routine twice: for the length of its workspace, then for its work.
    private void run(Arena arena, long integers, Consumer<Workspace> call) {
        MemorySegment best = array(arena, 1);
        MemorySegment iwork = arena.allocate(JAVA_INT, integers);
        call.accept(new Workspace(best, -1, iwork, -1));
        int length = Math.max(1, (int) Math.ceil(arithmetic.get(best, 0)));
        call.accept(new Workspace(array(arena, length), length, iwork, (int) integers));
    }

    private MemorySegment array(Arena arena, long elements) {
        return arena.allocate(arithmetic.layout(), elements);
    }
}
