package eigensweep.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.simd.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Turns stored elements into float64 or float32: the one place that knows how each [DType] is encoded.
///
/// Every type but float64 widens to float64 exactly. Narrowing float64 to float32 rounds to nearest.
///
/// A [Matrix#scale] other than 1 multiplies in float32 when the stored type has at most 32 bits, and so rounds:
/// WeightWatcher scales convolution kernels that way, and a table that should equal its table has to do the same.
/// A [Matrix#update] is added afterwards, in float64, row by row: it is never in memory as a whole.
public final class Widen {

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final float[] E4M3 = decodeAll(4, 3, true);
    private static final float[] E5M2 = decodeAll(5, 2, false);

    private Widen() {}

    /// Writes elements `(row, column .. column + n - 1)` to `dst` as float64, from element `dstIndex` on.
    /// Where rows follow each other in memory without gaps, `n` may go on through the rows below.
    public static void toF64(Matrix m, int row, int column, int n, MemorySegment dst, long dstIndex) {
        long first = m.offset() + row * m.rowStride() + column * m.columnStride();
        long dstByte = 8 * dstIndex;
        if (m.columnStride() == 1) {
            contiguousToF64(m, first, n, dst, dstByte);
        } else {
            for (int i = 0; i < n; i++) {
                dst.set(JAVA_DOUBLE_UNALIGNED, dstByte + 8L * i, element(m, first + i * m.columnStride()));
            }
        }
        if (m.scale() != 1.0) {
            scale(m, n, dst, dstByte);
        }
        if (m.update() != null) {
            for (int done = 0; done < n; ) {
                long at = column + (long) done;
                int r = row + (int) (at / m.columns());
                int c = (int) (at % m.columns());
                int inRow = Math.min(n - done, m.columns() - c);
                addRow(m.update(), r, c, inRow, dst, dstIndex + done);
                done += inRow;
            }
        }
    }

    /// Adds `factor * left(row, .) * right(., column .. column + n - 1)` to `dst`, in the order of the rows of
    /// `right`.
    private static void addRow(Matrix.Update update, int row, int column, int n, MemorySegment dst, long dstIndex) {
        double[] sum = new double[n];
        double[] terms = new double[n];
        MemorySegment widened = MemorySegment.ofArray(terms);
        for (int k = 0; k < update.right().rows(); k++) {
            double left = at(update.left(), row, k);
            toF64(update.right(), k, column, n, widened, 0);
            for (int j = 0; j < n; j++) {
                sum[j] += left * terms[j];
            }
        }
        for (int j = 0; j < n; j++) {
            long at = 8 * (dstIndex + j);
            dst.set(JAVA_DOUBLE_UNALIGNED, at, dst.get(JAVA_DOUBLE_UNALIGNED, at) + update.factor() * sum[j]);
        }
    }

    /// Writes elements `(row, column .. column + n - 1)` to `dst` as float32, from element `dstIndex` on.
    public static void toF32(Matrix m, int row, int column, int n, MemorySegment dst, long dstIndex) {
        long first = m.offset() + row * m.rowStride() + column * m.columnStride();
        long dstByte = 4 * dstIndex;
        if (m.update() != null) {
            MemorySegment wide = MemorySegment.ofArray(new double[n]);
            toF64(m, row, column, n, wide, 0);
            for (int i = 0; i < n; i++) {
                dst.set(JAVA_FLOAT_UNALIGNED, dstByte + 4L * i, (float) wide.getAtIndex(JAVA_DOUBLE, i));
            }
            return;
        }
        if (m.columnStride() == 1 && m.dtype() == DType.F32 && m.scale() == 1.0) {
            MemorySegment.copy(m.data(), F32, 4 * first, dst, JAVA_FLOAT_UNALIGNED, dstByte, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            double value = scaled(m, element(m, first + i * m.columnStride()));
            dst.set(JAVA_FLOAT_UNALIGNED, dstByte + 4L * i, (float) value);
        }
    }

    /// Element `(row, column)` as float64.
    public static double at(Matrix m, int row, int column) {
        double value = scaled(m, element(m, m.offset() + row * m.rowStride() + column * m.columnStride()));
        if (m.update() == null) {
            return value;
        }
        double sum = 0;
        for (int k = 0; k < m.update().right().rows(); k++) {
            sum += at(m.update().left(), row, k) * at(m.update().right(), k, column);
        }
        return value + m.update().factor() * sum;
    }

    private static void contiguousToF64(Matrix m, long first, int n, MemorySegment dst, long dstByte) {
        long srcByte = first * m.dtype().bytes();
        switch (m.dtype()) {
            case F32 -> kernels(m).f32ToF64(m.data(), srcByte, dst, dstByte, n);
            case BF16 -> kernels(m).bf16ToF64(m.data(), srcByte, dst, dstByte, n);
            case F64 -> MemorySegment.copy(m.data(), F64, srcByte, dst, JAVA_DOUBLE_UNALIGNED, dstByte, n);
            default -> {
                for (int i = 0; i < n; i++) {
                    dst.set(JAVA_DOUBLE_UNALIGNED, dstByte + 8L * i, element(m, first + i));
                }
            }
        }
    }

    private static Kernels kernels(Matrix m) {
        return Kernels.forWork((long) m.rows() * m.columns());
    }

    private static double element(Matrix m, long index) {
        MemorySegment data = m.data();
        return switch (m.dtype()) {
            case F64 -> data.get(F64, 8 * index);
            case F32 -> data.get(F32, 4 * index);
            case F16 -> Float.float16ToFloat(data.get(BITS16, 2 * index));
            case BF16 -> Float.intBitsToFloat(data.get(BITS16, 2 * index) << 16);
            case F8_E4M3 -> E4M3[data.get(JAVA_BYTE, index) & 0xff];
            case F8_E5M2 -> E5M2[data.get(JAVA_BYTE, index) & 0xff];
            default -> throw new IllegalArgumentException(m.dtype() + " cannot be widened to float64");
        };
    }

    private static void scale(Matrix m, int n, MemorySegment dst, long dstByte) {
        for (int i = 0; i < n; i++) {
            long at = dstByte + 8L * i;
            dst.set(JAVA_DOUBLE_UNALIGNED, at, scaled(m, dst.get(JAVA_DOUBLE_UNALIGNED, at)));
        }
    }

    private static double scaled(Matrix m, double value) {
        if (m.scale() == 1.0) {
            return value;
        }
        return m.dtype() == DType.F64 ? value * m.scale() : (float) value * (float) m.scale();
    }

    /// Every value of an 8-bit float. `E4M3` (the "FN" variant of the OCP 8-bit formats) has no infinity: only
    /// all bits set is NaN. `E5M2` follows IEEE 754.
    private static float[] decodeAll(int exponentBits, int mantissaBits, boolean finiteOnly) {
        float[] values = new float[256];
        int bias = (1 << (exponentBits - 1)) - 1;
        int topExponent = (1 << exponentBits) - 1;
        for (int code = 0; code < 256; code++) {
            int exponent = (code >> mantissaBits) & topExponent;
            int mantissa = code & ((1 << mantissaBits) - 1);
            float fraction = mantissa / (float) (1 << mantissaBits);
            float magnitude =
                    exponent == 0 ? Math.scalb(fraction, 1 - bias) : Math.scalb(1 + fraction, exponent - bias);
            if (exponent == topExponent && !finiteOnly) {
                magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            } else if (exponent == topExponent && mantissa == (1 << mantissaBits) - 1) {
                magnitude = Float.NaN;
            }
            values[code] = code < 128 ? magnitude : -magnitude;
        }
        return values;
    }
}
