package eigensweep.linalg;

import eigensweep.simd.Kernels;
import eigensweep.tensor.Matrix;
import java.lang.foreign.MemorySegment;

/// The Gram matrix of a weight matrix's smaller side in float64, without native code.
///
/// A block is widened, then packed into panels of as many columns as the kernel multiplies at once, each panel
/// contiguous along the block's depth; panels are multiplied pairwise over stretches of the depth that keep two
/// of them in the first-level cache.
final class JavaGram {

    /// Two panels of 16 columns and this depth take 64 KiB, those of 8 columns half of it.
    private static final int STRETCH = 256;

    private JavaGram() {}

    /// A symmetric matrix of which only the lower triangle is valid.
    ///
    /// @param values row-major
    /// @param n the order
    /// @param stride elements between rows
    record Symmetric(double[] values, int n, int stride) {}

    /// @throws SpectrumException if the matrix is not finite, or the order's square exceeds a Java array
    static Symmetric of(Matrix matrix) {
        Kernels kernels = Kernels.get();
        Blocks blocks = Blocks.of(matrix);
        int width = kernels.panelWidth();
        int stride = Math.ceilDiv(blocks.side(), width) * width;
        double[] gram = new double[arraySize(stride, stride)];
        double[] tile = new double[arraySize(blocks.depth(), blocks.side())];
        double[] packed = new double[arraySize(blocks.depth(), stride)];
        MemorySegment tileSegment = MemorySegment.ofArray(tile);
        for (int b = 0; b < blocks.count(); b++) {
            blocks.widenF64(b, tileSegment);
            int depth = blocks.extent(b);
            Layout layout =
                    blocks.isTall() ? new Layout(blocks.side(), blocks.side(), 1) : new Layout(blocks.side(), 1, depth);
            pack(tile, layout, depth, packed, width);
            addProducts(kernels, packed, depth, gram, stride);
        }
        double trace = 0;
        for (int i = 0; i < blocks.side(); i++) {
            trace += gram[i * stride + i];
        }
        Blocks.checkTrace(matrix, trace, Precision.F64);
        return new Symmetric(gram, blocks.side(), stride);
    }

    static int arraySize(long rows, long columns) {
        if (rows * columns > Integer.MAX_VALUE - 8) {
            throw new SpectrumException("needs a " + rows + " x " + columns
                    + " float64 array, more than the java backend can hold; use --backend openblas");
        }
        return (int) (rows * columns);
    }

    /// How a block lies in memory.
    ///
    /// @param side how many columns it has, which is the order of the Gram matrix
    /// @param rowStride elements between its rows, along which products are summed
    /// @param columnStride elements between its columns
    record Layout(int side, int rowStride, int columnStride) {}

    static void pack(double[] tile, Layout layout, int depth, double[] packed, int width) {
        int side = layout.side();
        int rowStride = layout.rowStride();
        int columnStride = layout.columnStride();
        for (int first = 0; first < side; first += width) {
            int columns = Math.min(width, side - first);
            for (int k = 0; k < depth; k++) {
                int to = first * depth + k * width;
                for (int j = 0; j < columns; j++) {
                    packed[to + j] = tile[k * rowStride + (first + j) * columnStride];
                }
                for (int j = columns; j < width; j++) {
                    packed[to + j] = 0;
                }
            }
        }
    }

    static void addProducts(Kernels kernels, double[] packed, int depth, double[] gram, int stride) {
        int width = kernels.panelWidth();
        for (int k = 0; k < depth; k += STRETCH) {
            int stretch = Math.min(STRETCH, depth - k);
            for (int i = 0; i < stride; i += width) {
                for (int j = 0; j <= i; j += width) {
                    kernels.gramPanels(
                            packed,
                            i * depth + k * width,
                            packed,
                            j * depth + k * width,
                            stretch,
                            gram,
                            i * stride + j,
                            stride);
                }
            }
        }
    }
}
