package eigensweep.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// In float32, as [DenseF64] with [VectorKernels#rank2Symv], in vectors of twice as many elements; what is
/// summed over a row, once a step, is summed in float64.
final class VectorDenseF32 implements DenseMatrix {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int ROWS = Kernels.ROWS;
    private static final PackedTriangle PACKING = new PackedTriangle(LANES);
    private static final int BLOCK_WIDTH = PACKING.blockWidth();

    /// The squared length of entries that are dropped.
    private static final double NOTHING = 0x1p-100;

    private final int n;
    private final PackedTriangle.Layout layout;
    private final float[] t;
    private final double[] diagonal;
    private final float[] sums = new float[ROWS * LANES];

    VectorDenseF32(int n, Rows rows) {
        this.n = n;
        this.layout = PACKING.layout(n, PACKING.elements(n), Float.BYTES);
        this.t = new float[layout.length()];
        this.diagonal = new double[n];
        fill(rows);
    }

    /// Each row to the end of its last vector, and what is on the other side of the diagonal in its block.
    private void fill(Rows rows) {
        double[] row = new double[PACKING.padded(n)];
        for (int i = 0; i < n; i++) {
            rows.read(i, row);
            Arrays.fill(row, i + 1, PACKING.padded(i + 1), 0.0);
            for (int k = 0, at = layout.a() + PACKING.row(i); k <= i; k += LANES, at += ROWS * LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    t[at + lane] = (float) row[k + lane];
                }
            }
            for (int j = i / BLOCK_WIDTH * BLOCK_WIDTH; j < i; j++) {
                t[layout.a() + PACKING.row(j) + PACKING.column(i)] = (float) row[j];
            }
        }
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public double clear(int i) {
        int x = layout.x();
        load(i);
        diagonal[i] = t[x + i];
        t[layout.v() + i] = 0;
        t[layout.w() + i] = 0;
        Arrays.fill(t, x + i, x + PACKING.padded(i + 1), 0f);
        double last = t[x + i - 1];
        double rest = dot(x, x, i - 1);
        if (rest < NOTHING) {
            Arrays.fill(t, x, x + i, 0f);
            reflect(i, 0);
            return last;
        }
        double norm = Math.sqrt(rest + last * last);
        double coupling = last > 0 ? -norm : norm;
        double head = last - coupling;
        t[x + i - 1] = (float) head;
        reflect(i, 2 / (rest + head * head));
        return coupling;
    }

    /// The row, into `x`: it still lacks the reflection of the step before.
    private void load(int i) {
        int x = layout.x();
        int v = layout.v();
        int w = layout.w();
        float vi = t[v + i];
        float wi = t[w + i];
        for (int k = 0, at = layout.a() + PACKING.row(i); k <= i; k += LANES, at += ROWS * LANES) {
            System.arraycopy(t, at, t, x + k, LANES);
        }
        for (int k = 0; k <= i; k++) {
            t[x + k] -= vi * t[w + k] + wi * t[v + k];
        }
    }

    /// The vectors of the next update: with `p = scale A x` and `w = p - (scale / 2)(p . x) x` the reflection
    /// `I - scale x x^T` makes of the first `i` rows and columns `A` the matrix `A - x w^T - w x^T`.
    private void reflect(int i, double scale) {
        int x = layout.x();
        int y = layout.y();
        Arrays.fill(t, y, y + PACKING.padded(n), 0f);
        for (int r = 0; r < i; r += ROWS) {
            fourRows(t, layout, layout.a() + PACKING.panel(r), r, r / BLOCK_WIDTH * BLOCK_WIDTH, sums);
            for (int k = 0; k < ROWS; k++) {
                t[y + r + k] += sum(k * LANES);
            }
        }
        float half = (float) (0.5 * scale * scale * dot(y, x, i));
        float factor = (float) scale;
        int w = layout.w();
        for (int k = 0; k < i; k++) {
            t[w + k] = factor * t[y + k] - half * t[x + k];
        }
        System.arraycopy(t, x, t, layout.v(), i);
    }

    /// As the same in [VectorKernels].
    private static void fourRows(float[] t, PackedTriangle.Layout layout, int a, int r, int block, float[] sums) {
        int v = layout.v();
        int w = layout.w();
        int x = layout.x();
        int y = layout.y();
        FloatVector v0 = FloatVector.broadcast(F, -t[v + r]);
        FloatVector v1 = FloatVector.broadcast(F, -t[v + r + 1]);
        FloatVector v2 = FloatVector.broadcast(F, -t[v + r + 2]);
        FloatVector v3 = FloatVector.broadcast(F, -t[v + r + 3]);
        FloatVector w0 = FloatVector.broadcast(F, -t[w + r]);
        FloatVector w1 = FloatVector.broadcast(F, -t[w + r + 1]);
        FloatVector w2 = FloatVector.broadcast(F, -t[w + r + 2]);
        FloatVector w3 = FloatVector.broadcast(F, -t[w + r + 3]);
        FloatVector x0 = FloatVector.broadcast(F, t[x + r]);
        FloatVector x1 = FloatVector.broadcast(F, t[x + r + 1]);
        FloatVector x2 = FloatVector.broadcast(F, t[x + r + 2]);
        FloatVector x3 = FloatVector.broadcast(F, t[x + r + 3]);
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector kept = load(t, y + block);
        for (int i = 0; i < block + BLOCK_WIDTH; i += LANES) {
            int at = a + ROWS * i;
            FloatVector vi = load(t, v + i);
            FloatVector wi = load(t, w + i);
            FloatVector xi = load(t, x + i);
            FloatVector e0 = w0.fma(vi, v0.fma(wi, load(t, at)));
            FloatVector e1 = w1.fma(vi, v1.fma(wi, load(t, at + LANES)));
            FloatVector e2 = w2.fma(vi, v2.fma(wi, load(t, at + 2 * LANES)));
            FloatVector e3 = w3.fma(vi, v3.fma(wi, load(t, at + 3 * LANES)));
            e0.intoArray(t, at);
            e1.intoArray(t, at + LANES);
            e2.intoArray(t, at + 2 * LANES);
            e3.intoArray(t, at + 3 * LANES);
            x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, load(t, y + i))))).intoArray(t, y + i);
            s0 = e0.fma(xi, s0);
            s1 = e1.fma(xi, s1);
            s2 = e2.fma(xi, s2);
            s3 = e3.fma(xi, s3);
        }
        kept.intoArray(t, y + block);
        s0.intoArray(sums, 0);
        s1.intoArray(sums, LANES);
        s2.intoArray(sums, 2 * LANES);
        s3.intoArray(sums, 3 * LANES);
    }

    private static FloatVector load(float[] t, int from) {
        return FloatVector.fromArray(F, t, from);
    }

    /// Of two of the vectors, in four sums.
    private double dot(int left, int right, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            s0 += (double) t[left + i] * t[right + i];
            s1 += (double) t[left + i + 1] * t[right + i + 1];
            s2 += (double) t[left + i + 2] * t[right + i + 2];
            s3 += (double) t[left + i + 3] * t[right + i + 3];
        }
        double sum = s0 + s1 + (s2 + s3);
        for (; i < count; i++) {
            sum += (double) t[left + i] * t[right + i];
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
        diagonal[0] = t[layout.a()] - 2.0 * t[layout.v()] * t[layout.w()];
        return diagonal;
    }
}
