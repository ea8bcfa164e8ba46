package eigensweep.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The lower triangle of a symmetric matrix in panels of [Kernels#ROWS] rows: of each panel there is a vector of
/// its first row, one of its second and so on, then the next vectors of all of them. A pass over the triangle
/// reads one stream where rows that lie apart are as many as are taken at once (PERFORMANCE.md).
///
/// A panel ends with the block on the diagonal that its rows are in, a square of [#blockWidth] rows, whose upper
/// triangle is there as well.
///
/// @param lanes elements a vector
public record PackedTriangle(int lanes) {

    private static final int LINE = 64;

    /// Rows and columns of a block on the diagonal: the matrix is padded to a multiple.
    public int blockWidth() {
        return Math.max(lanes, Kernels.ROWS);
    }

    /// The order that a matrix is padded to.
    public int padded(int n) {
        return Math.ceilDiv(n, blockWidth()) * blockWidth();
    }

    /// Elements of whole vectors that hold the first `n` of a row.
    int vectors(int n) {
        return Math.ceilDiv(n, lanes) * lanes;
    }

    /// Elements that a matrix takes.
    ///
    /// @param n its order
    public long elements(int n) {
        return panel(padded(n));
    }

    /// Zeros for a matrix, from a line of the caches on: a vector that crosses lines takes as long as two.
    ///
    /// @param n the order
    /// @param element its bytes
    MemorySegment allocate(Arena arena, int n, int element) {
        return arena.allocate(element * elements(n), LINE);
    }

    /// Where the panel begins that a row is in.
    long panel(long row) {
        long width = blockWidth();
        long block = row / width;
        long panels = row % width / Kernels.ROWS;
        return width * width * (block * (block + 1) / 2) + panels * Kernels.ROWS * width * (block + 1);
    }

    /// Where a row's first vector is; the next is [Kernels#ROWS] vectors behind it.
    long row(int row) {
        return panel(row) + row % Kernels.ROWS * lanes;
    }

    /// Where an element is among those of its row, counted from [#row].
    public int column(int column) {
        return column / lanes * Kernels.ROWS * lanes + column % lanes;
    }

    /// Where an element is.
    long at(int row, int column) {
        return row(row) + column(column);
    }
}
