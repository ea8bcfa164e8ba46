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
        toF64(m, row, column, 1, n, dst, dstIndex);
    }

    /// Writes `rows` times `n` elements, row after row: those of [#toF64(Matrix, int, int, int, MemorySegment, long)]
    /// for `row`, `row + 1`, ...
    public static void toF64(Matrix m, int row, int column, int rows, int n, MemorySegment dst, long dstIndex) {
        if (m.isStored()) {
            for (int i = 0; i < rows; i++) {
                stored(m, row + i, column, n, dst, 8 * (dstIndex + (long) i * n));
            }
        } else {
            computed(m, row, column, rows, n, dst, 8 * dstIndex);
        }
        if (m.scale() != 1.0) {
            for (long at = 8 * dstIndex; at < 8 * (dstIndex + (long) rows * n); at += 8) {
                dst.set(JAVA_DOUBLE_UNALIGNED, at, dst.get(JAVA_DOUBLE_UNALIGNED, at) * m.scale());
            }
        }
    }

    /// The elements before any step.
    private static void stored(Matrix m, int row, int column, int n, MemorySegment dst, long dstByte) {
        long first = first(m, row, column);
        if (m.columnStride() == 1) {
            Elements.read(m.data(), m.dtype(), first, n, dst, dstByte, kernels(m));
            return;
        }
        for (int i = 0; i < n; i++) {
            double value = Elements.at(m.data(), m.dtype(), first + i * m.columnStride());
            dst.set(JAVA_DOUBLE_UNALIGNED, dstByte + 8L * i, value);
        }
    }

    private static Kernels kernels(Matrix m) {
        return Kernels.forWork((long) m.rows() * m.columns());
    }

    /// The elements after all steps, which are taken row by row, while a row is in the processor's nearest cache: in
    /// arrays that serve all rows, since new ones would not be there.
    private static void computed(Matrix m, int row, int column, int rows, int n, MemorySegment dst, long dstByte) {
        double[] values = new double[Math.min(n, m.columns())];
        double[] spare = new double[values.length];
        MemorySegment wide = MemorySegment.ofArray(values);
        for (int i = 0; i < rows; i++) {
            for (int done = 0; done < n; ) {
                long at = column + (long) done;
                int r = row + i + (int) (at / m.columns());
                int c = (int) (at % m.columns());
                int inRow = Math.min(n - done, m.columns() - c);
                stored(m, r, c, inRow, wide, 0);
                for (MatrixStep step : m.steps()) {
                    step.apply(r, c, inRow, values, spare);
                }
                long to = dstByte + 8 * ((long) i * n + done);
                MemorySegment.copy(values, 0, dst, JAVA_DOUBLE_UNALIGNED, to, inRow);
                done += inRow;
            }
        }
    }

    /// Writes elements `(row, column .. column + n - 1)` to `dst` as float32, from element `dstIndex` on. `n` may go on
    /// as that of [#toF64(Matrix, int, int, int, MemorySegment, long)].
    public static void toF32(Matrix m, int row, int column, int n, MemorySegment dst, long dstIndex) {
        boolean isPlain = m.isStored() && m.columnStride() == 1 && m.scale() == 1.0;
        if (isPlain && m.dtype() == DType.F32) {
            MemorySegment.copy(m.data(), F32, 4 * first(m, row, column), dst, JAVA_FLOAT_UNALIGNED, 4 * dstIndex, n);
            return;
        }
        float[] narrow = new float[Math.min(n, Floats.RUN)];
        Floats floats = isPlain && Floats.has(m.dtype()) ? Floats.of(m.data(), m.dtype(), n, kernels(m)) : null;
        double[] wide = new double[floats == null ? narrow.length : 0];
        for (int done = 0; done < n; done += narrow.length) {
            int count = Math.min(narrow.length, n - done);
            if (floats == null) {
                toF64(m, row, column + done, count, MemorySegment.ofArray(wide), 0);
                narrow(wide, narrow, count);
            } else {
                floats.read(first(m, row, column + done), count, narrow);
            }
            MemorySegment.copy(narrow, 0, dst, JAVA_FLOAT_UNALIGNED, 4 * (dstIndex + done), count);
        }
    }

    private static void narrow(double[] wide, float[] narrow, int count) {
        for (int i = 0; i < count; i++) {
            narrow[i] = (float) wide[i];
        }
    }

    private static long first(Matrix m, int row, int column) {
        return m.offset() + row * m.rowStride() + column * m.columnStride();
    }

    /// Element `(row, column)` as float64.
    public static double at(Matrix m, int row, int column) {
        double[] value = {Elements.at(m.data(), m.dtype(), first(m, row, column))};
        for (MatrixStep step : m.steps()) {
            step.apply(row, column, 1, value, new double[1]);
        }
        return m.scale() == 1.0 ? value[0] : value[0] * m.scale();
    }
}
