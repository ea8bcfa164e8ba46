package eigensweep.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.nio.ByteOrder.nativeOrder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// In float32, as [DenseF64] with [VectorKernels#rank2Symv], in vectors of twice as many elements; what is summed
/// over a row, once a step, is summed in float64.
final class VectorDenseF32 implements DenseMatrix {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final long VECTOR_BYTES = F.vectorByteSize();
    private static final int ROWS = Kernels.ROWS;
    private static final long PANEL_STRIDE = ROWS * Float.BYTES;
    private static final PackedTriangle PACKING = new PackedTriangle(LANES);
    private static final int BLOCK_WIDTH = PACKING.blockWidth();

    /// The squared length of entries that are dropped.
    private static final double NOTHING = 0x1p-100;

    private final MemorySegment a;
    private final int n;
    private final double[] diagonal;
    private final float[] v;
    private final float[] w;
    private final float[] x;
    private final float[] y;
    private final float[] sums = new float[ROWS * LANES];

    VectorDenseF32(Arena arena, int n, Rows rows) {
        this.n = n;
        this.a = PACKING.allocate(arena, n, Float.BYTES);
        this.diagonal = new double[n];
        int padded = PACKING.padded(n);
        this.v = new float[padded];
        this.w = new float[padded];
        this.x = new float[padded];
        this.y = new float[padded];
        fill(rows);
    }

    /// Each row to the end of its last vector, and what is on the other side of the diagonal in its block.
    private void fill(Rows rows) {
        double[] row = new double[PACKING.padded(n)];
        for (int i = 0; i < n; i++) {
            rows.read(i, row);
            Arrays.fill(row, i + 1, PACKING.padded(i + 1), 0.0);
            for (int k = 0; k < PACKING.padded(i + 1); k++) {
                x[k] = (float) row[k];
            }
            pack(x, i + 1, a, PACKING.row(i));
            for (int j = i / BLOCK_WIDTH * BLOCK_WIDTH; j < i; j++) {
                a.setAtIndex(JAVA_FLOAT, PACKING.at(j, i), x[j]);
            }
        }
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public double clear(int i) {
        load(i);
        diagonal[i] = x[i];
        v[i] = 0;
        w[i] = 0;
        Arrays.fill(x, i, PACKING.padded(i + 1), 0f);
        double last = x[i - 1];
        double rest = dot(x, x, i - 1);
        if (rest < NOTHING) {
            Arrays.fill(x, 0, i, 0f);
            reflect(i, 0);
            return last;
        }
        double norm = Math.sqrt(rest + last * last);
        double coupling = last > 0 ? -norm : norm;
        double head = last - coupling;
        x[i - 1] = (float) head;
        reflect(i, 2 / (rest + head * head));
        return coupling;
    }

    /// The row, into `x`: it still lacks the reflection of the step before.
    private void load(int i) {
        float vi = v[i];
        float wi = w[i];
        unpack(a, PACKING.row(i), x, i + 1);
        for (int k = 0; k <= i; k++) {
            x[k] -= vi * w[k] + wi * v[k];
        }
    }

    /// The vectors of the next update: with `p = scale A x` and `w = p - (scale / 2)(p . x) x` the reflection
    /// `I - scale x x^T` makes of the first `i` rows and columns `A` the matrix `A - x w^T - w x^T`.
    private void reflect(int i, double scale) {
        Arrays.fill(y, 0f);
        for (int r = 0; r < i; r += ROWS) {
            fourRows(a, PACKING.panel(r), r, r / BLOCK_WIDTH * BLOCK_WIDTH, v, w, x, y, sums);
            for (int k = 0; k < ROWS; k++) {
                y[r + k] += sum(k * LANES);
            }
        }
        float half = (float) (0.5 * scale * scale * dot(y, x, i));
        float factor = (float) scale;
        for (int k = 0; k < i; k++) {
            w[k] = factor * y[k] - half * x[k];
            v[k] = x[k];
        }
    }

    /// As the same in [VectorKernels].
    private static void fourRows(
            MemorySegment a, long aOff, int r, int block, float[] v, float[] w, float[] x, float[] y, float[] sums) {
        MemorySegment panel = a.asSlice(Float.BYTES * aOff, PANEL_STRIDE * (block + BLOCK_WIDTH));
        FloatVector v0 = FloatVector.broadcast(F, -v[r]);
        FloatVector v1 = FloatVector.broadcast(F, -v[r + 1]);
        FloatVector v2 = FloatVector.broadcast(F, -v[r + 2]);
        FloatVector v3 = FloatVector.broadcast(F, -v[r + 3]);
        FloatVector w0 = FloatVector.broadcast(F, -w[r]);
        FloatVector w1 = FloatVector.broadcast(F, -w[r + 1]);
        FloatVector w2 = FloatVector.broadcast(F, -w[r + 2]);
        FloatVector w3 = FloatVector.broadcast(F, -w[r + 3]);
        FloatVector x0 = FloatVector.broadcast(F, x[r]);
        FloatVector x1 = FloatVector.broadcast(F, x[r + 1]);
        FloatVector x2 = FloatVector.broadcast(F, x[r + 2]);
        FloatVector x3 = FloatVector.broadcast(F, x[r + 3]);
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector kept = load(y, block);
        for (int i = 0; i < block + BLOCK_WIDTH; i += LANES) {
            long at = PANEL_STRIDE * i;
            FloatVector vi = load(v, i);
            FloatVector wi = load(w, i);
            FloatVector xi = load(x, i);
            FloatVector e0 = w0.fma(vi, v0.fma(wi, load(panel, at)));
            FloatVector e1 = w1.fma(vi, v1.fma(wi, load(panel, at + VECTOR_BYTES)));
            FloatVector e2 = w2.fma(vi, v2.fma(wi, load(panel, at + 2 * VECTOR_BYTES)));
            FloatVector e3 = w3.fma(vi, v3.fma(wi, load(panel, at + 3 * VECTOR_BYTES)));
            e0.intoMemorySegment(panel, at, nativeOrder());
            e1.intoMemorySegment(panel, at + VECTOR_BYTES, nativeOrder());
            e2.intoMemorySegment(panel, at + 2 * VECTOR_BYTES, nativeOrder());
            e3.intoMemorySegment(panel, at + 3 * VECTOR_BYTES, nativeOrder());
            x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, load(y, i))))).intoArray(y, i);
            s0 = e0.fma(xi, s0);
            s1 = e1.fma(xi, s1);
            s2 = e2.fma(xi, s2);
            s3 = e3.fma(xi, s3);
        }
        kept.intoArray(y, block);
        s0.intoArray(sums, 0);
        s1.intoArray(sums, LANES);
        s2.intoArray(sums, 2 * LANES);
        s3.intoArray(sums, 3 * LANES);
    }

    private static void pack(float[] row, int n, MemorySegment a, long aOff) {
        MemorySegment panel = a.asSlice(Float.BYTES * aOff);
        for (int i = 0; i < n; i += LANES) {
            load(row, i).intoMemorySegment(panel, PANEL_STRIDE * i, nativeOrder());
        }
    }

    private static void unpack(MemorySegment a, long aOff, float[] row, int n) {
        MemorySegment panel = a.asSlice(Float.BYTES * aOff);
        for (int i = 0; i < n; i += LANES) {
            load(panel, PANEL_STRIDE * i).intoArray(row, i);
        }
    }

    private static FloatVector load(float[] a, int off) {
        return FloatVector.fromArray(F, a, off);
    }

    private static FloatVector load(MemorySegment a, long offset) {
        return FloatVector.fromMemorySegment(F, a, offset, nativeOrder());
    }

    private static double dot(float[] left, float[] right, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            s0 += (double) left[i] * right[i];
            s1 += (double) left[i + 1] * right[i + 1];
            s2 += (double) left[i + 2] * right[i + 2];
            s3 += (double) left[i + 3] * right[i + 3];
        }
        double sum = s0 + s1 + (s2 + s3);
        for (; i < count; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    /// The sum of a vector in `sums`, in a fixed order (see [VectorKernels]).
    private float sum(int from) {
        float even = 0;
        float odd = 0;
        for (int i = from; i < from + LANES; i += 2) {
            even += sums[i];
            odd += sums[i + 1];
        }
        return even + odd;
    }

    @Override
    public double[] diagonal() {
        diagonal[0] = a.get(JAVA_FLOAT, 0) - 2.0 * v[0] * w[0];
        return diagonal;
    }
}
