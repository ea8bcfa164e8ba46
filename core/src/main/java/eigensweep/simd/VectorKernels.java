package eigensweep.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.ByteOrder.nativeOrder;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The kernels on the Vector API, at the widest shape the processor prefers.
///
/// Every loop has the same form: a body of whole vectors, then the scalar twin's tail. Loops that carry a sum
/// use two or four independent accumulators, because a fused multiply-add answers after four cycles and two
/// can start in each.
public final class VectorKernels implements Kernels {

    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

    /// Doubles a vector.
    static final int LANES = D.length();

    private static final VectorSpecies<Float> HALF_F =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Math.max(64, D.vectorBitSize() / 2)));
    private static final VectorSpecies<Integer> HALF_I = HALF_F.withLanes(int.class);

    /// Bfloat16 loads fill the smallest shape there is and use its first lanes only, part by part.
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, D.vectorBitSize() / 4)));

    private static final VectorSpecies<Float> F = D.withLanes(float.class);

    /// A byte for each float, where such a shape is there.
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, D.vectorBitSize() / 4)));

    /// Four floats of eight bytes are not widened by one instruction but lane by lane, slower than without
    /// vectors.
    private static final boolean WIDENS_BYTES = F.length() >= 8;

    private static final VectorSpecies<Long> L = D.withLanes(long.class);
    private static final LongVector LANE_NUMBERS = LongVector.zero(L).addIndex(1);

    private static final int PANEL_WIDTH = 2 * LANES;

    private static final Kernels SCALAR = new ScalarKernels("there are no whole vectors");

    private static final DoubleVector IOTA = DoubleVector.zero(D).addIndex(1);

    @Override
    public int vectorBits() {
        return D.vectorBitSize();
    }

    @Override
    public String describe() {
        return "vector, " + vectorBits() + " bit (" + LANES + " doubles)";
    }

    @Override
    public void f32ToF64(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector.fromMemorySegment(HALF_F, src, srcByte + 4L * i, LITTLE_ENDIAN)
                    .convertShape(VectorOperators.F2D, D, 0)
                    .intoMemorySegment(dst, dstByte + 8L * i, nativeOrder());
        }
        ScalarKernels.f32Tail(src, srcByte, dst, dstByte, i, n);
    }

    @Override
    public void bf16ToF64(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int n) {
        int i = 0;
        // A 64-bit load is the smallest there is: with two doubles a vector it reads two elements past the last used.
        int last = n - Math.max(LANES, SHORTS.length());
        for (; i <= last; i += LANES) {
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(SHORTS, src, srcByte + 2L * i, LITTLE_ENDIAN)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, HALF_I, 0);
            bits.lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .convertShape(VectorOperators.F2D, D, 0)
                    .intoMemorySegment(dst, dstByte + 8L * i, nativeOrder());
        }
        ScalarKernels.bf16Tail(src, srcByte, dst, dstByte, i, n);
    }

    @Override
    public void f32ToF64(float[] src, MemorySegment dst, long dstByte, int n, double[] spare) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector.fromArray(HALF_F, src, i)
                    .convertShape(VectorOperators.F2D, D, 0)
                    .intoMemorySegment(dst, dstByte + 8L * i, nativeOrder());
        }
        ScalarKernels.widenedTail(src, dst, dstByte, i, n, spare);
    }

    @Override
    public void bytesToF32(byte[] src, Groups groups, float[] scales, float[] dst) {
        if (!fill(groups)) {
            SCALAR.bytesToF32(src, groups, scales, dst);
            return;
        }
        int n = groups.n();
        for (int g = 0; g < groups.count(); g++) {
            int from = groups.first() + g * groups.stride();
            float scale = scales[g];
            for (int i = 0; i < n; i += F.length()) {
                floats(ByteVector.fromArray(BYTES, src, from + i)).mul(scale).intoArray(dst, g * n + i);
            }
        }
    }

    @Override
    public void nibblesToF32(byte[] src, Groups groups, int zero, float[] linear, float[] dst, int at) {
        if (!fill(groups)) {
            SCALAR.nibblesToF32(src, groups, zero, linear, dst, at);
            return;
        }
        int n = groups.n();
        for (int g = 0; g < groups.count(); g++) {
            int from = groups.first() + g * groups.stride();
            int to = at + 2 * n * g;
            float scale = linear[4 * g];
            float offset = linear[4 * g + 1];
            float upperScale = linear[4 * g + 2];
            float upperOffset = linear[4 * g + 3];
            for (int i = 0; i < n; i += F.length()) {
                ByteVector pairs = ByteVector.fromArray(BYTES, src, from + i);
                ByteVector lower = pairs.and((byte) 15).sub((byte) zero);
                ByteVector upper =
                        pairs.lanewise(VectorOperators.LSHR, 4).and((byte) 15).sub((byte) zero);
                floats(lower).mul(scale).add(offset).intoArray(dst, to + i);
                floats(upper).mul(upperScale).add(upperOffset).intoArray(dst, to + n + i);
            }
        }
    }

    private static boolean fill(Groups groups) {
        return WIDENS_BYTES && groups.n() % F.length() == 0;
    }

    private static FloatVector floats(ByteVector codes) {
        return (FloatVector) codes.convertShape(VectorOperators.B2F, F, 0);
    }

    @Override
    public int panelWidth() {
        return PANEL_WIDTH;
    }

    @Override
    public void gramPanels(double[] a, int aOff, double[] b, int bOff, int depth, double[] c, int cOff, int ldc) {
        for (int i = 0; i < PANEL_WIDTH; i += 4) {
            fourRows(a, aOff + i, b, bOff, depth, c, cOff + i * ldc, ldc);
        }
    }

    // Four rows by two vectors: eight accumulators hide the latency of the multiply-add and leave registers to load
    // into.
    private static void fourRows(double[] a, int aOff, double[] b, int bOff, int depth, double[] c, int cOff, int ldc) {
        DoubleVector s00 = DoubleVector.zero(D);
        DoubleVector s01 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector s20 = s00;
        DoubleVector s21 = s00;
        DoubleVector s30 = s00;
        DoubleVector s31 = s00;
        for (int k = 0; k < depth; k++) {
            int ai = aOff + k * PANEL_WIDTH;
            int bi = bOff + k * PANEL_WIDTH;
            DoubleVector b0 = DoubleVector.fromArray(D, b, bi);
            DoubleVector b1 = DoubleVector.fromArray(D, b, bi + LANES);
            DoubleVector a0 = DoubleVector.broadcast(D, a[ai]);
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            DoubleVector a1 = DoubleVector.broadcast(D, a[ai + 1]);
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            DoubleVector a2 = DoubleVector.broadcast(D, a[ai + 2]);
            s20 = a2.fma(b0, s20);
            s21 = a2.fma(b1, s21);
            DoubleVector a3 = DoubleVector.broadcast(D, a[ai + 3]);
            s30 = a3.fma(b0, s30);
            s31 = a3.fma(b1, s31);
        }
        addTo(c, cOff, s00, s01);
        addTo(c, cOff + ldc, s10, s11);
        addTo(c, cOff + 2 * ldc, s20, s21);
        addTo(c, cOff + 3 * ldc, s30, s31);
    }

    private static void addTo(double[] c, int off, DoubleVector s0, DoubleVector s1) {
        DoubleVector.fromArray(D, c, off).add(s0).intoArray(c, off);
        DoubleVector.fromArray(D, c, off + LANES).add(s1).intoArray(c, off + LANES);
    }

    @Override
    public double dot(double[] a, int aOff, double[] b, int bOff, int n) {
        DoubleVector s0 = DoubleVector.zero(D);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        int i = 0;
        for (; i <= n - 4 * LANES; i += 4 * LANES) {
            s0 = load(a, aOff + i).fma(load(b, bOff + i), s0);
            s1 = load(a, aOff + i + LANES).fma(load(b, bOff + i + LANES), s1);
            s2 = load(a, aOff + i + 2 * LANES).fma(load(b, bOff + i + 2 * LANES), s2);
            s3 = load(a, aOff + i + 3 * LANES).fma(load(b, bOff + i + 3 * LANES), s3);
        }
        double sum = sum(s0.add(s1).add(s2.add(s3)));
        for (; i < n; i++) {
            sum = Math.fma(a[aOff + i], b[bOff + i], sum);
        }
        return sum;
    }

    @Override
    public void axpy(double s, double[] x, int xOff, double[] y, int yOff, int n) {
        DoubleVector factor = DoubleVector.broadcast(D, s);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            factor.fma(load(x, xOff + i), load(y, yOff + i)).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = Math.fma(s, x[xOff + i], y[yOff + i]);
        }
    }

    @Override
    public void rotate(double[] x, int xOff, double[] y, int yOff, int n, double c, double s) {
        DoubleVector cosine = DoubleVector.broadcast(D, c);
        DoubleVector sine = DoubleVector.broadcast(D, s);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            DoubleVector xi = load(x, xOff + i);
            DoubleVector yi = load(y, yOff + i);
            cosine.fma(xi, sine.mul(yi).neg()).intoArray(x, xOff + i);
            sine.fma(xi, cosine.mul(yi)).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            double xi = x[xOff + i];
            double yi = y[yOff + i];
            x[xOff + i] = Math.fma(c, xi, -(s * yi));
            y[yOff + i] = Math.fma(s, xi, c * yi);
        }
    }

    @Override
    public PackedTriangle packing() {
        return VectorTriangle.PACKING;
    }

    @Override
    public void rank2Symv(Rank2Symv step, int panel, int r) {
        VectorTriangle.rank2Symv(step, panel, r);
    }

    @Override
    public double ksDistance(double[] logX, int i, int from, int to, double exponent, double perPoint, double d0) {
        DoubleVector largest = DoubleVector.broadcast(D, d0);
        DoubleVector start = DoubleVector.broadcast(D, logX[i]);
        DoubleVector index = IOTA.add(from - i);
        DoubleVector minusPerPoint = DoubleVector.broadcast(D, -perPoint);
        int j = from;
        for (; j <= to - LANES; j += LANES) {
            DoubleVector survival = exp(load(logX, j).sub(start).mul(exponent));
            DoubleVector empirical = index.fma(minusPerPoint, DoubleVector.broadcast(D, 1.0));
            largest = largest.max(empirical.sub(survival).abs());
            index = index.add(LANES);
        }
        double distance = largest.reduceLanes(VectorOperators.MAX);
        for (; j < to; j++) {
            double empirical = Math.fma(j - i, -perPoint, 1.0);
            distance = Math.max(distance, Math.abs(empirical - Exp.exp((logX[j] - logX[i]) * exponent)));
        }
        return distance;
    }

    private static DoubleVector exp(DoubleVector argument) {
        DoubleVector x = argument.max(Exp.LOWEST);
        DoubleVector shifted = x.fma(DoubleVector.broadcast(D, Exp.LOG2_E), DoubleVector.broadcast(D, Exp.ROUNDER));
        DoubleVector k = shifted.sub(Exp.ROUNDER);
        DoubleVector r =
                k.fma(DoubleVector.broadcast(D, -Exp.LN2_LOW), k.fma(DoubleVector.broadcast(D, -Exp.LN2_HIGH), x));
        DoubleVector p = DoubleVector.broadcast(D, Exp.COEFFICIENTS[0]);
        for (int i = 1; i < Exp.COEFFICIENTS.length; i++) {
            p = p.fma(r, DoubleVector.broadcast(D, Exp.COEFFICIENTS[i]));
        }
        DoubleVector expR = p.mul(r).fma(r, r).add(1.0);
        DoubleVector twoToK = shifted.reinterpretAsLongs()
                .add(Exp.EXPONENT_BIAS)
                .lanewise(VectorOperators.LSHL, Exp.MANTISSA_BITS)
                .reinterpretAsDoubles();
        return expR.mul(twoToK);
    }

    // In a fixed order: reduceLanes promises none, and the interpreter and the compiler each have their own.
    private static double sum(DoubleVector v) {
        return switch (LANES) {
            case 2 -> v.lane(0) + v.lane(1);
            case 4 -> (v.lane(0) + v.lane(2)) + (v.lane(1) + v.lane(3));
            case 8 ->
                ((v.lane(0) + v.lane(4)) + (v.lane(2) + v.lane(6)))
                        + ((v.lane(1) + v.lane(5)) + (v.lane(3) + v.lane(7)));
            default -> sum(v.toArray());
        };
    }

    private static double sum(double[] lanes) {
        double sum = 0;
        for (double lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    private static DoubleVector load(double[] a, int off) {
        return DoubleVector.fromArray(D, a, off);
    }

    @Override
    public void signs(long seed, double[] v, int n) {
        int i = 0;
        for (; i <= n - Long.SIZE; i += Long.SIZE) {
            LongVector word = LongVector.broadcast(L, ScalarKernels.splitMix(seed, i >>> 6));
            for (int lane = 0; lane < Long.SIZE; lane += LANES) {
                word.lanewise(VectorOperators.LSHR, LANE_NUMBERS.add(lane))
                        .lanewise(VectorOperators.LSHL, Long.SIZE - 1)
                        .or(ScalarKernels.ONE)
                        .reinterpretAsDoubles()
                        .intoArray(v, i + lane);
            }
        }
        ScalarKernels.signsTail(seed, v, i, n);
    }
}
