package eigensweep.natives;

import eigensweep.natives.Arithmetic.Columns;
import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// From a symmetric matrix to one with a band, in matrix products: the columns of a panel are cleared below the band by
/// a QR decomposition `I - V T V^T` in recursive form, which is then applied from both sides (Dongarra, Sorensen and
/// Hammarling 1989; LAPACK's `?SYTRD_SY2SB`, which decomposes its panels a column at a time).
///
/// @param arithmetic the routines
/// @param a column-major lower triangle
/// @param n the order
/// @param width of the band
/// @param panel room for what is done with a panel
record BandReduction(Arithmetic arithmetic, MemorySegment a, int n, int width, Panel panel) {

    /// The block reflection `I - V T V^T` of a panel, and what it makes of the rest.
    ///
    /// @param v `V`, `n x width`
    /// @param w `W`, likewise
    /// @param t `T`, `width x width`
    /// @param s room for a product, likewise
    record Panel(MemorySegment v, MemorySegment w, MemorySegment t, MemorySegment s) {

        static Panel of(Arithmetic arithmetic, int n, int width, Arena arena) {
            return new Panel(
                    array(arena, arithmetic, n, width),
                    array(arena, arithmetic, n, width),
                    array(arena, arithmetic, width, width),
                    array(arena, arithmetic, width, width));
        }
    }

    /// Reduces the matrix `a`, which is destroyed.
    ///
    /// @param arena whose memory the result is in
    /// @return LAPACK's band storage of the lower triangle, column-major `(width + 1) x n`
    static MemorySegment reduce(Arithmetic arithmetic, MemorySegment a, int n, int width, Arena arena) {
        try (Arena workspace = Arena.ofConfined()) {
            new BandReduction(arithmetic, a, n, width, Panel.of(arithmetic, n, width, workspace)).run();
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
            Columns below = at(i + width, i);
            arithmetic.geqrt3(rows, columns, below, square(panel.t()));
            copyReflections(below.at(), rows, columns);
            if (columns < width) {
                reflectFromTheLeft(at(i + width, i + columns), rows, columns, width - columns);
            }
            reflectFromBothSides(at(i + width, i + width), rows, columns);
        }
    }

    private Columns at(int row, int column) {
        return new Columns(
                a.asSlice(((long) column * n + row) * arithmetic.layout().byteSize()), n);
    }

    private Columns square(MemorySegment matrix) {
        return new Columns(matrix, width);
    }

    /// `V` with its ones and zeros, where the decomposition keeps the other factor.
    private void copyReflections(MemorySegment decomposed, int rows, int columns) {
        MemorySegment v = panel.v();
        long size = arithmetic.layout().byteSize();
        for (long j = 0; j < columns; j++) {
            v.asSlice(j * rows * size, j * size).fill((byte) 0);
            MemorySegment.copy(decomposed, (j * n + j) * size, v, (j * rows + j) * size, (rows - j) * size);
            arithmetic.set(v, j * rows + j, 1);
        }
    }

    /// `C -= V T^T V^T C`.
    private void reflectFromTheLeft(Columns c, int rows, int reflections, int columns) {
        int trans = Lapack.CblasTrans();
        Columns v = new Columns(panel.v(), rows);
        Columns s = square(panel.s());
        arithmetic.gemm(trans, reflections, columns, rows, 1, v, c, 0, s);
        arithmetic.trmm(Lapack.CblasLeft(), trans, reflections, columns, square(panel.t()), s);
        arithmetic.gemm(Arithmetic.PLAIN, rows, columns, reflections, -1, v, s, 1, c);
    }

    /// `C -= V W^T + W V^T` with `W = C V T - V T^T (V^T C V T) / 2`.
    private void reflectFromBothSides(Columns c, int rows, int columns) {
        int trans = Lapack.CblasTrans();
        Columns v = new Columns(panel.v(), rows);
        Columns w = new Columns(panel.w(), rows);
        Columns t = square(panel.t());
        Columns s = square(panel.s());
        arithmetic.symm(rows, columns, c, v, w);
        arithmetic.trmm(Lapack.CblasRight(), Arithmetic.PLAIN, rows, columns, t, w);
        arithmetic.gemm(trans, columns, columns, rows, 1, v, w, 0, s);
        arithmetic.trmm(Lapack.CblasLeft(), trans, columns, columns, t, s);
        arithmetic.gemm(Arithmetic.PLAIN, rows, columns, columns, -0.5, v, s, 1, w);
        arithmetic.syr2k(rows, columns, v, w, c);
    }
}
