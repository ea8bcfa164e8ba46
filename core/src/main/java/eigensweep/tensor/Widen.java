package eigensweep.tensor;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import eigensweep.simd.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Turns the elements of a [Matrix] into float64 or float32: widened (see [Elements]), taken through its steps, and
/// scaled, all in float64. Narrowing to float32 rounds to nearest, once, at the end.
public final class Widen {

    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Widen() {}

    /// Writes elements `(row, column .. column + n - 1)` to `dst` as float64, from element `dstIndex` on.
    /// Where rows follow each other in memory without gaps, `n` may go on through the rows below.
    public static void toF64(Matrix m, int row, int column, int n, MemorySegment dst, long dstIndex) {
        long dstByte = 8 * dstIndex;
        if (m.isStored()) {
            stored(m, row, column, n, dst, dstByte);
        } else {
            computed(m, row, column, n, dst, dstByte);
        }
        if (m.scale() != 1.0) {
            for (int i = 0; i < n; i++) {
                long at = dstByte + 8L * i;
                dst.set(JAVA_DOUBLE_UNALIGNED, at, dst.get(JAVA_DOUBLE_UNALIGNED, at) * m.scale());
            }
        }
    }

    /// The elements before any step.
    private static void stored(Matrix m, int row, int column, int n, MemorySegment dst, long dstByte) {
        long first = m.offset() + row * m.rowStride() + column * m.columnStride();
        if (m.columnStride() == 1) {
            Kernels kernels = Kernels.forWork((long) m.rows() * m.columns());
            Elements.read(m.data(), m.dtype(), first, n, dst, dstByte, kernels);
            return;
        }
        for (int i = 0; i < n; i++) {
            double value = Elements.at(m.data(), m.dtype(), first + i * m.columnStride());
            dst.set(JAVA_DOUBLE_UNALIGNED, dstByte + 8L * i, value);
        }
    }

    /// The elements after all steps, which are taken row by row, while a row is in the processor's nearest cache.
    private static void computed(Matrix m, int row, int column, int n, MemorySegment dst, long dstByte) {
        double[] values = new double[Math.min(n, m.columns())];
        MemorySegment wide = MemorySegment.ofArray(values);
        for (int done = 0; done < n; ) {
            long at = column + (long) done;
            int r = row + (int) (at / m.columns());
            int c = (int) (at % m.columns());
            int inRow = Math.min(n - done, m.columns() - c);
            stored(m, r, c, inRow, wide, 0);
            for (MatrixStep step : m.steps()) {
                step.apply(r, c, inRow, values);
            }
            MemorySegment.copy(values, 0, dst, JAVA_DOUBLE_UNALIGNED, dstByte + 8L * done, inRow);
            done += inRow;
        }
    }

    /// Writes elements `(row, column .. column + n - 1)` to `dst` as float32, from element `dstIndex` on.
    public static void toF32(Matrix m, int row, int column, int n, MemorySegment dst, long dstIndex) {
        long first = m.offset() + row * m.rowStride() + column * m.columnStride();
        long dstByte = 4 * dstIndex;
        if (m.columnStride() == 1 && m.dtype() == DType.F32 && m.isStored() && m.scale() == 1.0) {
            MemorySegment.copy(m.data(), F32, 4 * first, dst, JAVA_FLOAT_UNALIGNED, dstByte, n);
            return;
        }
        if (m.isStored() && m.dtype().bits() <= 32 && !m.dtype().isBlocks()) {
            for (int i = 0; i < n; i++) {
                double value = m.scale() * Elements.at(m.data(), m.dtype(), first + i * m.columnStride());
                dst.set(JAVA_FLOAT_UNALIGNED, dstByte + 4L * i, (float) value);
            }
            return;
        }
        double[] wide = new double[n];
        float[] narrow = new float[n];
        toF64(m, row, column, n, MemorySegment.ofArray(wide), 0);
        for (int i = 0; i < n; i++) {
            narrow[i] = (float) wide[i];
        }
        MemorySegment.copy(narrow, 0, dst, JAVA_FLOAT_UNALIGNED, dstByte, n);
    }

    /// Element `(row, column)` as float64.
    public static double at(Matrix m, int row, int column) {
        double[] value = {Elements.at(m.data(), m.dtype(), m.offset() + row * m.rowStride() + column * m.columnStride())
        };
        for (MatrixStep step : m.steps()) {
            step.apply(row, column, 1, value);
        }
        return m.scale() == 1.0 ? value[0] : value[0] * m.scale();
    }
}
