package eigensweep.natives;

import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// From a symmetric matrix to one with a band, in matrix products: the columns of a panel are cleared below
/// the band by a QR decomposition `I - V T V^T` in recursive form, which is then applied from both sides
/// (Dongarra, Sorensen and Hammarling 1989; LAPACK's `?SYTRD_SY2SB`, which decomposes its panels a column at
/// a time).
///
/// The products with the rest of the matrix, which are nearly all of the work, are cut into strips that a
/// [Crew] shares.
///
/// @param arithmetic the routines
/// @param a column-major lower triangle
/// @param n the order
/// @param width of the band
/// @param panel room for what is done with a panel
/// @param crew who does it
record BandReduction(Arithmetic arithmetic, MemorySegment a, int n, int width, Panel panel, Crew crew) {

    /// Rows or columns of a strip.
    static final int STRIP = 256;

    /// The block reflection `I - V T V^T` of a panel, and what it makes of the rest.
    ///
    /// @param vwv `V`, `W` and `V` once more, each `rows x columns`, so that `[V W]` and `[W V]` are there
    /// @param t `T`, `width x width`
    /// @param s room for a product, likewise
    record Panel(MemorySegment vwv, MemorySegment t, MemorySegment s) {

        static Panel of(Arithmetic arithmetic, int n, int width, Arena arena) {
            return new Panel(
                    array(arena, arithmetic, n, 3 * width),
                    array(arena, arithmetic, width, width),
                    array(arena, arithmetic, width, width));
        }
    }

    /// Reduces the matrix `a`, which is destroyed.
    ///
    /// @param crew who does it; the matrix lies in memory of theirs
    /// @param arena whose memory the result is in
    /// @return LAPACK's band storage of the lower triangle, column-major `(width + 1) x n`
    static MemorySegment reduce(Arithmetic arithmetic, MemorySegment a, int n, int width, Crew crew, Arena arena) {
        try (Arena workspace = crew.arena()) {
            new BandReduction(arithmetic, a, n, width, Panel.of(arithmetic, n, width, workspace), crew).run();
        }
        long size = arithmetic.layout().byteSize();
        MemorySegment band = array(arena, arithmetic, n, width + 1);
        for (long j = 0; j < n; j++) {
            long column = Math.min(width + 1L, n - j);
            MemorySegment.copy(a, j * (n + 1) * size, band, j * (width + 1) * size, column * size);
        }
        return band;
    }

    private static MemorySegment array(Arena arena, Arithmetic arithmetic, long rows, int columns) {
        return arena.allocate(arithmetic.layout(), rows * columns);
    }

    private void run() {
        for (int i = 0; i + width < n; i += width) {
            int rows = n - i - width;
            int columns = Math.min(width, rows);
            MemorySegment below = at(i + width, i);
            arithmetic.geqrt3(rows, columns, below, n, panel.t(), width);
            copyReflections(below, rows, columns);
            if (columns < width) {
                reflectFromTheLeft(at(i + width, i + columns), rows, columns, width - columns);
            }
            reflectFromBothSides(i + width, rows, columns);
        }
    }

    private MemorySegment at(int row, int column) {
        return from(a, (long) column * n + row);
    }

    private MemorySegment from(MemorySegment array, long element) {
        return array.asSlice(element * arithmetic.layout().byteSize());
    }

    /// `V` with its ones and zeros, where the decomposition keeps the other factor.
    private void copyReflections(MemorySegment decomposed, int rows, int columns) {
        MemorySegment v = panel.vwv();
        long size = arithmetic.layout().byteSize();
        for (long j = 0; j < columns; j++) {
            v.asSlice(j * rows * size, j * size).fill((byte) 0);
            MemorySegment.copy(decomposed, (j * n + j) * size, v, (j * rows + j) * size, (rows - j) * size);
            arithmetic.set(v, j * rows + j, 1);
        }
        long block = (long) rows * columns * size;
        MemorySegment.copy(v, 0, v, 2 * block, block);
    }

    /// `C -= V T^T V^T C`.
    private void reflectFromTheLeft(MemorySegment c, int rows, int reflections, int columns) {
        int trans = Lapack.CblasTrans();
        int plain = Lapack.CblasNoTrans();
        int left = Lapack.CblasLeft();
        MemorySegment v = panel.vwv();
        arithmetic.gemm(trans, plain, reflections, columns, rows, 1, v, rows, c, n, 0, panel.s(), width);
        arithmetic.trmm(left, trans, reflections, columns, panel.t(), width, panel.s(), width);
        arithmetic.gemm(plain, plain, rows, columns, reflections, -1, v, rows, panel.s(), width, 1, c, n);
    }

    /// `C -= V W^T + W V^T` with `W = C V T - V T^T (V^T C V T) / 2`.
    ///
    /// @param first row and column of `C`
    private void reflectFromBothSides(int first, int rows, int columns) {
        int trans = Lapack.CblasTrans();
        int plain = Lapack.CblasNoTrans();
        MemorySegment v = panel.vwv();
        MemorySegment w = from(v, (long) rows * columns);
        int strips = Math.ceilDiv(rows, STRIP);
        crew.share(strips, strip -> multiply(first, rows, columns, strip * STRIP));
        arithmetic.gemm(trans, plain, columns, columns, rows, 1, v, rows, w, rows, 0, panel.s(), width);
        arithmetic.trmm(Lapack.CblasLeft(), trans, columns, columns, panel.t(), width, panel.s(), width);
        arithmetic.gemm(plain, plain, rows, columns, columns, -0.5, v, rows, panel.s(), width, 1, w, rows);
        crew.share(strips, strip -> update(first, rows, columns, strip * STRIP));
    }

    /// Rows of `W = C V T`: what is left of the diagonal block, the block, and what is below it.
    ///
    /// @param from the first of them
    private void multiply(int first, int rows, int columns, int from) {
        int plain = Lapack.CblasNoTrans();
        MemorySegment v = panel.vwv();
        MemorySegment w = from(v, (long) rows * columns + from);
        int extent = Math.min(STRIP, rows - from);
        int to = from + extent;
        arithmetic.symm(extent, columns, at(first + from, first + from), n, from(v, from), rows, 0, w, rows);
        if (from > 0) {
            MemorySegment left = at(first + from, first);
            arithmetic.gemm(plain, plain, extent, columns, from, 1, left, n, v, rows, 1, w, rows);
        }
        if (to < rows) {
            MemorySegment below = at(first + to, first + from);
            arithmetic.gemm(
                    Lapack.CblasTrans(), plain, extent, columns, rows - to, 1, below, n, from(v, to), rows, 1, w, rows);
        }
        arithmetic.trmm(Lapack.CblasRight(), plain, extent, columns, panel.t(), width, w, rows);
    }

    /// Columns of `C -= V W^T + W V^T`, from the diagonal down.
    ///
    /// @param from the first of them
    private void update(int first, int rows, int columns, int from) {
        long block = (long) rows * columns;
        MemorySegment v = panel.vwv();
        int extent = Math.min(STRIP, rows - from);
        int to = from + extent;
        MemorySegment corner = at(first + from, first + from);
        arithmetic.syr2k(extent, columns, from(v, from), rows, from(v, block + from), rows, corner, n);
        if (to < rows) {
            MemorySegment below = at(first + to, first + from);
            arithmetic.gemm(
                    Lapack.CblasNoTrans(),
                    Lapack.CblasTrans(),
                    rows - to,
                    extent,
                    2 * columns,
                    -1,
                    from(v, to),
                    rows,
                    from(v, block + from),
                    rows,
                    1,
                    below,
                    n);
        }
    }
}
