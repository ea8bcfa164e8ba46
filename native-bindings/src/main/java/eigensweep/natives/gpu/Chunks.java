package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.natives.gpu.binding.Encoding;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;

/// How a weight matrix crosses the bus: cut along its longer side, one block after the other, so that neither the
/// staging memory nor the device ever holds the whole.
///
/// Blocks are row-major here, which is column-major and transposed there: a block of rows of a tall matrix is `A` of
/// `side x extent`, a block of columns of a wide one `A` of `extent x side`.
///
/// @param matrix oriented so that neighbours in a row are close in memory
/// @param encoding the form in which elements cross
/// @param depth the longest extent of a block
record Chunks(Matrix matrix, Encoding encoding, int depth) {

    private static final int LEAST_DEPTH = 64;

    /// @param elements about how many a block may have; the depth, and with it the last digits, depends on this and
    ///     the shape alone
    static Chunks of(Matrix matrix, Encoding encoding, int elements) {
        return new Chunks(matrix.rowContiguous(), encoding, depth(matrix, elements));
    }

    static int depth(Matrix matrix, int elements) {
        int wanted = Math.max(LEAST_DEPTH, elements / matrix.smallSide() / LEAST_DEPTH * LEAST_DEPTH);
        return Math.min(wanted, matrix.largeSide());
    }

    int side() {
        return matrix.smallSide();
    }

    boolean isTall() {
        return matrix.rows() >= matrix.columns();
    }

    int count() {
        return Math.ceilDiv(matrix.largeSide(), depth);
    }

    int extent(int block) {
        return Math.min(depth, matrix.largeSide() - block * depth);
    }

    long elements(int block) {
        return (long) extent(block) * side();
    }

    /// Writes a block to staging memory.
    void stage(int block, MemorySegment host) {
        int from = block * depth;
        int extent = extent(block);
        if (isTall() && matrix.columnStride() == 1 && matrix.rowStride() == side() && matrix.isStored()) {
            line(from, 0, extent * side(), host, 0);
        } else if (isTall()) {
            for (int i = 0; i < extent; i++) {
                line(from + i, 0, side(), host, (long) i * side());
            }
        } else {
            for (int i = 0; i < side(); i++) {
                line(i, from, extent, host, (long) i * extent);
            }
        }
    }

    private void line(int row, int column, int n, MemorySegment host, long index) {
        switch (encoding) {
            case F64 -> Widen.toF64(matrix, row, column, n, host, index);
            case F32 -> Widen.toF32(matrix, row, column, n, host, index);
            case F16, BF16 -> {
                long bytes = encoding.bytes();
                long first = matrix.offset() + row * matrix.rowStride() + column * matrix.columnStride();
                if (matrix.columnStride() == 1) {
                    MemorySegment.copy(matrix.data(), bytes * first, host, bytes * index, bytes * n);
                    return;
                }
                for (int j = 0; j < n; j++) {
                    long at = bytes * (first + j * matrix.columnStride());
                    short element = matrix.data().get(JAVA_SHORT_UNALIGNED, at);
                    host.set(JAVA_SHORT_UNALIGNED, bytes * (index + j), element);
                }
            }
        }
    }
}
