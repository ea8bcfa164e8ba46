package eigensweep.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The kernels in plain Java: fallback, tail and oracle of [VectorKernels].
public final class ScalarKernels implements Kernels {

    private static final PackedTriangle PACKING = new PackedTriangle(ROWS);
    private static final int PANEL_WIDTH = 8;
    private static final int CHUNK = 2048;

    /// The bits of 1.0.
    static final long ONE = 0x3FF0000000000000L;

    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String reason;

    /// @param reason why the vector twin was not chosen
    public ScalarKernels(String reason) {
        this.reason = reason;
    }

    @Override
    public int vectorBits() {
        return 0;
    }

    @Override
    public String describe() {
        return "scalar (" + reason + ")";
    }

    @Override
    public void f32ToF64(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int n) {
        f32Tail(src, srcByte, dst, dstByte, 0, n);
    }

    // Through arrays: loops over segments take the compiler so long that a short sweep is over before they are fast.
    static void f32Tail(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int from, int n) {
        float[] narrow = new float[Math.min(CHUNK, n - from)];
        Wide wide = Wide.of(dst, dstByte, narrow.length);
        for (int i = from; i < n; i += CHUNK) {
            int count = Math.min(CHUNK, n - i);
            MemorySegment.copy(src, F32, srcByte + 4L * i, narrow, 0, count);
            widen(narrow, 0, wide.array(), wide.indexOf(i), count);
            wide.written(i, count);
        }
    }

    private static void widen(float[] narrow, int from, double[] wide, int at, int count) {
        for (int k = 0; k < count; k++) {
            wide[at + k] = narrow[from + k];
        }
    }

    @Override
    public void bf16ToF64(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int n) {
        bf16Tail(src, srcByte, dst, dstByte, 0, n);
    }

    static void bf16Tail(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int from, int n) {
        short[] narrow = new short[Math.min(CHUNK, n - from)];
        Wide wide = Wide.of(dst, dstByte, narrow.length);
        for (int i = from; i < n; i += CHUNK) {
            int count = Math.min(CHUNK, n - i);
            MemorySegment.copy(src, BITS16, srcByte + 2L * i, narrow, 0, count);
            widen(narrow, wide.array(), wide.indexOf(i), count);
            wide.written(i, count);
        }
    }

    private static void widen(short[] narrow, double[] wide, int at, int count) {
        for (int k = 0; k < count; k++) {
            wide[at + k] = Float.intBitsToFloat(narrow[k] << 16);
        }
    }

    /// The array behind a segment, or, where there is none, one of a chunk to copy from.
    ///
    /// @param first the element of the array that is number 0 of what is written; below 0 where chunks are
    ///     copied
    private record Wide(double[] array, int first, MemorySegment dst, long dstByte) {

        static Wide of(MemorySegment dst, long dstByte, int chunk) {
            long at = dst.address() + dstByte;
            return dst.heapBase().orElse(null) instanceof double[] array && at % Double.BYTES == 0
                    ? new Wide(array, (int) (at / Double.BYTES), dst, dstByte)
                    : new Wide(new double[chunk], -1, dst, dstByte);
        }

        int indexOf(int element) {
            return first < 0 ? 0 : first + element;
        }

        void written(int element, int count) {
            if (first < 0) {
                MemorySegment.copy(array, 0, dst, JAVA_DOUBLE_UNALIGNED, dstByte + 8L * element, count);
            }
        }
    }

    @Override
    public void f32ToF64(float[] src, MemorySegment dst, long dstByte, int n, double[] spare) {
        widenedTail(src, dst, dstByte, 0, n, spare);
    }

    static void widenedTail(float[] src, MemorySegment dst, long dstByte, int from, int n, double[] spare) {
        widen(src, from, spare, 0, n - from);
        MemorySegment.copy(spare, 0, dst, JAVA_DOUBLE_UNALIGNED, dstByte + 8L * from, n - from);
    }

    @Override
    public void bytesToF32(byte[] src, Groups groups, float[] scales, float[] dst) {
        int n = groups.n();
        for (int g = 0; g < groups.count(); g++) {
            int from = groups.first() + g * groups.stride();
            for (int i = 0; i < n; i++) {
                dst[g * n + i] = scales[g] * src[from + i];
            }
        }
    }

    @Override
    public void nibblesToF32(byte[] src, Groups groups, int zero, float[] linear, float[] dst, int at) {
        int n = groups.n();
        for (int g = 0; g < groups.count(); g++) {
            int from = groups.first() + g * groups.stride();
            int to = at + 2 * n * g;
            for (int i = 0; i < n; i++) {
                dst[to + i] = linear[4 * g] * ((src[from + i] & 15) - zero) + linear[4 * g + 1];
            }
            for (int i = 0; i < n; i++) {
                dst[to + n + i] = linear[4 * g + 2] * ((src[from + i] >> 4 & 15) - zero) + linear[4 * g + 3];
            }
        }
    }

    @Override
    public int panelWidth() {
        return PANEL_WIDTH;
    }

    @Override
    public void gramPanels(double[] a, int aOff, double[] b, int bOff, int depth, double[] c, int cOff, int ldc) {
        for (int i = 0; i < PANEL_WIDTH; i++) {
            for (int j = 0; j < PANEL_WIDTH; j++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[aOff + k * PANEL_WIDTH + i], b[bOff + k * PANEL_WIDTH + j], sum);
                }
                c[cOff + i * ldc + j] += sum;
            }
        }
    }

    @Override
    public double dot(double[] a, int aOff, double[] b, int bOff, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum = Math.fma(a[aOff + i], b[bOff + i], sum);
        }
        return sum;
    }

    @Override
    public void axpy(double s, double[] x, int xOff, double[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = Math.fma(s, x[xOff + i], y[yOff + i]);
        }
    }

    @Override
    public void rotate(double[] x, int xOff, double[] y, int yOff, int n, double c, double s) {
        for (int i = 0; i < n; i++) {
            double xi = x[xOff + i];
            double yi = y[yOff + i];
            x[xOff + i] = Math.fma(c, xi, -(s * yi));
            y[yOff + i] = Math.fma(s, xi, c * yi);
        }
    }

    @Override
    public PackedTriangle packing() {
        return PACKING;
    }

    @Override
    public void rank2Symv(Rank2Symv step, int panel, int r) {
        PackedTriangle packing = step.packing();
        double[] t = step.t();
        int v = step.layout().v();
        int w = step.layout().w();
        int x = step.layout().x();
        int y = step.layout().y();
        int width = packing.blockWidth();
        int block = r / width * width;
        for (int k = 0; k < ROWS; k++) {
            int row = panel + k * packing.lanes();
            double sum = 0;
            for (int i = 0; i < block + width; i++) {
                int at = row + packing.column(i);
                double entry = Math.fma(-t[w + r + k], t[v + i], Math.fma(-t[v + r + k], t[w + i], t[at]));
                t[at] = entry;
                sum = Math.fma(entry, t[x + i], sum);
                if (i < block) {
                    t[y + i] = Math.fma(t[x + r + k], entry, t[y + i]);
                }
            }
            t[y + r + k] += sum;
        }
    }

    @Override
    public double ksDistance(double[] logX, int i, int from, int to, double exponent, double perPoint, double d0) {
        double start = logX[i];
        double distance = d0;
        for (int j = from; j < to; j++) {
            double empirical = Math.fma(j - i, -perPoint, 1.0);
            distance = Math.max(distance, Math.abs(empirical - Exp.exp((logX[j] - start) * exponent)));
        }
        return distance;
    }

    @Override
    public void signs(long seed, double[] v, int n) {
        signsTail(seed, v, 0, n);
    }

    static void signsTail(long seed, double[] v, int from, int n) {
        for (int i = from; i < n; i++) {
            v[i] = Double.longBitsToDouble(ONE | (splitMix(seed, i >>> 6) >>> i) << 63);
        }
    }

    /// The number at a place of the stream of SplitMix64 (Steele, Lea and Flood 2014).
    static long splitMix(long seed, long place) {
        long z = seed + (place + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
