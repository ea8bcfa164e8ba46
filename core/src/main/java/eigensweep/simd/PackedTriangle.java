package eigensweep.simd;

/// The lower triangle of a symmetric matrix in panels of [Kernels#ROWS] rows: of each panel there is a vector
/// of its first row, one of its second and so on, then the next vectors of all of them. A pass over the
/// triangle reads one stream where rows that lie apart are as many as are taken at once (PERFORMANCE.md).
///
/// A panel ends with the block on the diagonal that its rows are in, a square of [#blockWidth] rows, whose
/// upper triangle is there as well.
///
/// @param lanes elements a vector
public record PackedTriangle(int lanes) {

    /// Rows and columns of a block on the diagonal: the matrix is padded to a multiple.
    public int blockWidth() {
        return Math.max(lanes, Kernels.ROWS);
    }

    /// The order that a matrix is padded to.
    public int padded(int n) {
        return Math.ceilDiv(n, blockWidth()) * blockWidth();
    }

    /// Elements that a matrix takes.
    ///
    /// @param n its order
    public long elements(int n) {
        return panel((long) padded(n));
    }

    /// Where the panel begins that a row is in.
    int panel(int row) {
        return (int) panel((long) row);
    }

    private long panel(long row) {
        long width = blockWidth();
        long block = row / width;
        long panels = row % width / Kernels.ROWS;
        return width * width * (block * (block + 1) / 2) + panels * Kernels.ROWS * width * (block + 1);
    }

    /// Where a row's first vector is; the next is [Kernels#ROWS] vectors behind it.
    int row(int row) {
        return panel(row) + row % Kernels.ROWS * lanes;
    }

    /// Where an element is among those of its row, counted from [#row].
    public int column(int column) {
        return column / lanes * Kernels.ROWS * lanes + column % lanes;
    }

    /// Where a matrix `A` is in one array, and before it the vectors of an update `A - v w^T - w v^T` and of
    /// a product `y = A x`: each part from the element on that is given.
    ///
    /// A vector that crosses a line of the cache takes as long as two. A collector that keeps large arrays
    /// apart has their first element 16 bytes behind a line, so nothing begins before the next. The vectors
    /// are whole pages apart, lest what is stored to one looks like what is loaded from another.
    ///
    /// @param length of the array
    public record Layout(int v, int w, int x, int y, int a, int length) {

        private static final int HEADER = 16;
        private static final int LINE = 64;
        private static final int PAGE = 4096;
    }

    /// How a matrix of order `n` lies with its vectors.
    ///
    /// @param elements of the matrix, or of a part of it
    /// @param bytes an element
    Layout layout(int n, long elements, int bytes) {
        int first = (Layout.LINE - Layout.HEADER) / bytes;
        int apart = Math.ceilDiv(padded(n) * bytes, Layout.PAGE) * Layout.PAGE / bytes;
        int a = first + 4 * apart;
        return new Layout(first, first + apart, first + 2 * apart, first + 3 * apart, a, Math.toIntExact(a + elements));
    }
}
