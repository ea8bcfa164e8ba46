package eigensweep.natives;

import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// From a symmetric matrix to one with a band, in matrix products: the columns of a panel are cleared below the band by
/// a QR decomposition `I - V T V^T` in recursive form, which is then applied from both sides (Dongarra, Sorensen and
/// Hammarling 1989; LAPACK's `?SYTRD_SY2SB`, which decomposes its panels a column at a time).
///
/// @param library the library's name, for errors
/// @param arithmetic the routines
/// @param a column-major lower triangle
/// @param n the order
/// @param width of the band
/// @param v room for the reflections of a panel, `n x width`
/// @param w room for what they make of the rest, likewise
/// @param t room for their factor, `width x width`
/// @param s room for a product, likewise
record BandReduction(
        String library,
        Arithmetic arithmetic,
        MemorySegment a,
        int n,
        int width,
        MemorySegment v,
        MemorySegment w,
        MemorySegment t,
        MemorySegment s) {

    /// Reduces the matrix `a`, which is destroyed.
    ///
    /// @param arena whose memory the result and the workspace are in
    /// @return LAPACK's band storage of the lower triangle, column-major `(width + 1) x n`
    static MemorySegment reduce(String library, Arithmetic arithmetic, MemorySegment a, int n, int width, Arena arena) {
        try (Arena workspace = Arena.ofConfined()) {
            MemorySegment[] tall = {array(workspace, arithmetic, n, width), array(workspace, arithmetic, n, width)};
            MemorySegment[] small = {
                array(workspace, arithmetic, width, width), array(workspace, arithmetic, width, width)
            };
            new BandReduction(library, arithmetic, a, n, width, tall[0], tall[1], small[0], small[1]).run();
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
            MemorySegment panel = at(i + width, i);
            LapackSpectra.check(library, "geqrt3", arithmetic.geqrt3(rows, columns, panel, n, t, width));
            copyReflections(panel, rows, columns);
            if (columns < width) {
                reflectFromTheLeft(at(i + width, i + columns), rows, columns, width - columns);
            }
            reflectFromBothSides(at(i + width, i + width), rows, columns);
        }
    }

    private MemorySegment at(int row, int column) {
        return a.asSlice(((long) column * n + row) * arithmetic.layout().byteSize());
    }

    /// `V` with its ones and zeros, where the decomposition keeps the other factor.
    private void copyReflections(MemorySegment panel, int rows, int columns) {
        long size = arithmetic.layout().byteSize();
        for (long j = 0; j < columns; j++) {
            v.asSlice(j * rows * size, j * size).fill((byte) 0);
            MemorySegment.copy(panel, (j * n + j) * size, v, (j * rows + j) * size, (rows - j) * size);
            arithmetic.set(v, j * rows + j, 1);
        }
    }

    /// `C -= V T^T V^T C`.
    private void reflectFromTheLeft(MemorySegment c, int rows, int reflections, int columns) {
        int trans = Lapack.CblasTrans();
        int left = Lapack.CblasLeft();
        arithmetic.gemm(trans, reflections, columns, rows, 1, v, rows, c, n, 0, s, width);
        arithmetic.trmm(left, trans, reflections, columns, t, width, s, width);
        arithmetic.gemm(Lapack.CblasNoTrans(), rows, columns, reflections, -1, v, rows, s, width, 1, c, n);
    }

    /// `C -= V W^T + W V^T` with `W = C V T - V T^T (V^T C V T) / 2`.
    private void reflectFromBothSides(MemorySegment c, int rows, int columns) {
        int trans = Lapack.CblasTrans();
        int plain = Lapack.CblasNoTrans();
        arithmetic.symm(rows, columns, c, n, v, rows, w, rows);
        arithmetic.trmm(Lapack.CblasRight(), plain, rows, columns, t, width, w, rows);
        arithmetic.gemm(trans, columns, columns, rows, 1, v, rows, w, rows, 0, s, width);
        arithmetic.trmm(Lapack.CblasLeft(), trans, columns, columns, t, width, s, width);
        arithmetic.gemm(plain, rows, columns, columns, -0.5, v, rows, s, width, 1, w, rows);
        arithmetic.syr2k(rows, columns, v, rows, w, rows, c, n);
    }
}
