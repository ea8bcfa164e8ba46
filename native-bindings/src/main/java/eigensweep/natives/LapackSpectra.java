package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.linalg.BandEigen;
import eigensweep.linalg.Blocks;
import eigensweep.linalg.PowerOfTwo;
import eigensweep.linalg.Precision;
import eigensweep.linalg.SymmetricEigen;
import eigensweep.natives.Arithmetic.Workspace;
import eigensweep.natives.lapack.Lapack;
import eigensweep.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Spectra by BLAS and LAPACK routines, in memory that lives as long as one matrix is worked on.
///
/// A matrix's way is a matter of its order and its precision alone, so that its digits are the same whatever
/// else is swept, and on however many threads:
///
/// | order | way to a tridiagonal matrix |
/// |---|---|
/// | below 512 | LAPACK's reduction in one stage |
/// | from 512 on | ours in one stage (see [SymmetricEigen]); LAPACK's where second stages are |
/// | from 2000 on | two stages (see [TwoStage]), the first shared by a
/// crew |
///
/// From there on all go one way, an iteration of ours ([eigensweep.linalg.Tridiagonal]). Ours in one stage
/// takes a third to half of LAPACK's time once it is compiled, which takes an eighth of a second of a
/// process: what it gains over some twenty matrices of order 768, and a hundred of 384 (PERFORMANCE.md).
///
/// @param arithmetic the routines
/// @param second whose second stage large matrices have, and whose reduction in one stage smaller ones
/// @param crew who shares what can be shared
record LapackSpectra(Arithmetic arithmetic, TwoStage.Second second, Crew crew) {

    /// From this order on our reduction in one stage gains more than its compilation costs most models.
    static final int OURS = 512;

    /// Rows and columns that are copied together.
    private static final int SQUARE = 64;

    /// From this order on the reduction in two stages beats that in one, whosever its second stage
    /// (PERFORMANCE.md).
    static final int TWO_STAGES = 2000;

    /// From this order on a Gram matrix is summed in strips: below, threads that share one gain less than
    /// they cost.
    static final int STRIPS = 1000;

    /// Rows that are widened together.
    private static final int WIDENED = 64;

    /// What part of the work the crew shares: of one stage only the Gram product, which takes a quarter of
    /// the time of the reduction of a square matrix; of two about half of the reduction, too, whose second
    /// stage is work for one.
    static double sharedPart(double large, double small) {
        double product = small < STRIPS ? 0 : large;
        double reduction = small < TWO_STAGES ? 0 : 2 * small;
        return (product + reduction) / (large + 4 * small);
    }

    /// @param library the library's name, for errors
    static LapackSpectra of(String library, Precision precision, Crew crew) {
        return new LapackSpectra(
                Arithmetic.of(library, precision),
                BandEigen.isFast() ? TwoStage.Second.OURS : TwoStage.Second.LIBRARYS,
                crew);
    }

    /// Eigenvalues of the Gram matrix of the smaller side, ascending.
    double[] gram(Matrix matrix) {
        int n = matrix.smallSide();
        try (Arena arena = crew.arena()) {
            MemorySegment gram = gram(matrix, arena);
            return eigenvalues(gram, n, trace(gram, n), arena);
        }
    }

    private MemorySegment gram(Matrix matrix, Arena arena) {
        Blocks blocks = Blocks.of(matrix);
        int n = blocks.side();
        MemorySegment gram = array(arena, (long) n * n);
        try (Arena tileArena = crew.arena()) {
            MemorySegment tile = array(tileArena, blocks.elements());
            for (int b = 0; b < blocks.count(); b++) {
                widen(blocks, b, tile);
                Block block = new Block(tile, blocks.isTall(), n, blocks.extent(b), b == 0 ? 0 : 1);
                int strip = n < STRIPS ? n : BandReduction.STRIP;
                crew.share(Math.ceilDiv(n, strip), i -> add(block, i * strip, Math.min(strip, n - i * strip), gram));
            }
        }
        Blocks.checkTrace(matrix, trace(gram, n), arithmetic.precision());
        return gram;
    }

    /// Whoever multiplies would wait for one that widens alone.
    private void widen(Blocks blocks, int block, MemorySegment tile) {
        int all = blocks.rows(block);
        int some = blocks.side() < STRIPS ? all : WIDENED;
        crew.share(
                Math.ceilDiv(all, some),
                i -> arithmetic.widen(blocks, block, i * some, Math.min(some, all - i * some), tile));
    }

    /// A block whose products are summed.
    ///
    /// @param isTall whether it is `depth x n`, row-major, or `n x depth`
    /// @param beta what the sum so far is multiplied by
    private record Block(MemorySegment tile, boolean isTall, int n, int depth, double beta) {}

    /// Adds a block's products to the columns `from .. from + extent - 1` of a column-major lower triangle.
    /// In column-major order a tall block is its transpose.
    private void add(Block block, int from, int extent, MemorySegment gram) {
        int n = block.n();
        int depth = block.depth();
        boolean isTall = block.isTall();
        int trans = Lapack.CblasTrans();
        int plain = Lapack.CblasNoTrans();
        int stride = isTall ? n : depth;
        int step = isTall ? 1 : depth;
        MemorySegment own = from(block.tile(), (long) from * step);
        MemorySegment corner = from(gram, from * (n + 1L));
        arithmetic.syrk(isTall ? trans : plain, extent, depth, own, stride, block.beta(), corner, n);
        int to = from + extent;
        if (to < n) {
            arithmetic.gemm(
                    isTall ? plain : trans,
                    isTall ? trans : plain,
                    n - to,
                    extent,
                    depth,
                    1,
                    from(block.tile(), (long) to * step),
                    stride,
                    own,
                    stride,
                    block.beta(),
                    from(gram, (long) from * n + to),
                    n);
        }
    }

    private MemorySegment from(MemorySegment array, long element) {
        return array.asSlice(element * arithmetic.layout().byteSize());
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
        // In float32 an entry of float64 may be no number, or none but 0.
        double largest = Blocks.largestEntry(a, n);
        if (isByOurs(n)) {
            return SymmetricEigen.eigenvalues(a, n, arithmetic.precision(), largest);
        }
        double scale = PowerOfTwo.scale(largest);
        try (Arena arena = crew.arena()) {
            MemorySegment copy = array(arena, (long) n * n);
            // Square by square: one side of a copy that transposes is far apart.
            for (int from = 0; from < n; from += SQUARE) {
                for (int i = from; i < n; i++) {
                    for (int j = from; j <= Math.min(i, from + SQUARE - 1); j++) {
                        arithmetic.set(copy, (long) j * n + i, a[i * n + j] * scale);
                    }
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

    /// A square factor with the singular values of the matrix: the matrix itself if it is square, otherwise
    /// the triangle of its QR decomposition, taken block of rows by block of rows so that the matrix is never
    /// whole in memory.
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
            if (done > 0 && trace <= (arithmetic.precision() == Precision.F64 ? Double.MAX_VALUE : Float.MAX_VALUE)) {
                run(arena, 1, w -> arithmetic.gelqf(n, n + extent, stacked, tau, w));
                clearAboveDiagonal(stacked, n);
            }
        }
        Blocks.checkTrace(matrix, trace, arithmetic.precision());
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

    /// Eigenvalues of a column-major lower triangle, which is destroyed, ascending.
    ///
    /// @param largest about the size of the largest entry
    double[] eigenvalues(MemorySegment a, int n, double largest, Arena arena) {
        // The squares that a reduction takes must neither overflow nor vanish.
        boolean moderate = Math.abs(Math.getExponent(largest)) < (arithmetic.precision() == Precision.F64 ? 400 : 40);
        double scale = moderate ? 1 : PowerOfTwo.scale(largest);
        for (long i = 0; i < (long) n * n && scale != 1; i++) {
            arithmetic.set(a, i, arithmetic.get(a, i) * scale);
        }
        double[] values = n < twoStagesFrom()
                ? inOneStage(a, n, largest * scale, arena)
                : new TwoStage(arithmetic, second, crew, arena).eigenvalues(a, n);
        return unscaled(values, scale);
    }

    private double[] inOneStage(MemorySegment a, int n, double largest, Arena arena) {
        if (isByOurs(n)) {
            return SymmetricEigen.eigenvalues(a, n, arithmetic.precision(), largest);
        }
        MemorySegment d = array(arena, n);
        MemorySegment e = array(arena, n);
        MemorySegment tau = array(arena, n);
        run(arena, 1, s -> arithmetic.sytrd(n, a, d, e, tau, s));
        return arithmetic.tridiagonal(n, d, e).eigenvalues();
    }

    private boolean isByOurs(int n) {
        return n >= OURS && n < TWO_STAGES && second == TwoStage.Second.OURS;
    }

    /// Bytes that a reduction of ours takes besides the matrix.
    static long copyBytes(long n) {
        return n >= OURS && n < TWO_STAGES ? SymmetricEigen.copyBytes((int) n) : 0;
    }

    private static double[] unscaled(double[] values, double scale) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale;
        }
        return values;
    }

    private int twoStagesFrom() {
        return switch (second) {
            case OURS -> TWO_STAGES;
            // LAPACK's second stage takes in float32 what its reduction in one does.
            case LIBRARYS -> arithmetic.precision() == Precision.F32 ? Integer.MAX_VALUE : TWO_STAGES;
        };
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
