package eigensweep.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// In float32, as [DenseF64] with [VectorKernels#rank2Symv], in vectors of twice as many elements; what is summed
/// over a row, once a step, is summed in float64.
final class VectorDenseF32 implements DenseMatrix {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int ROWS = Kernels.ROWS;
    private static final PackedTriangle PACKING = new PackedTriangle(LANES);
    private static final int BLOCK_WIDTH = PACKING.blockWidth();

    /// The squared length of entries that are dropped.
    private static final double NOTHING = 0x1p-100;

    private final float[] a;
    private final int n;
    private final double[] diagonal;
    private final float[] v;
    private final float[] w;
    private final float[] x;
    private final float[] y;
    private final float[] sums = new float[ROWS * LANES];

    VectorDenseF32(int n, Rows rows) {
        this.n = n;
        this.a = new float[Math.toIntExact(PACKING.elements(n))];
        this.diagonal = new double[n];
        int padded = PACKING.padded(n);
        this.v = new float[padded];
        this.w = new float[padded];
        this.x = new float[padded];
        this.y = new float[padded + LANES];
        fill(rows);
    }

    /// Each row to the end of its last vector, and what is on the other side of the diagonal in its block.
    private void fill(Rows rows) {
        double[] row = new double[PACKING.padded(n)];
        for (int i = 0; i < n; i++) {
            rows.read(i, row);
            Arrays.fill(row, i + 1, PACKING.padded(i + 1), 0.0);
            for (int k = 0, at = PACKING.row(i); k <= i; k += LANES, at += ROWS * LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    a[at + lane] = (float) row[k + lane];
                }
            }
            for (int j = i / BLOCK_WIDTH * BLOCK_WIDTH; j < i; j++) {
                a[PACKING.row(j) + PACKING.column(i)] = (float) row[j];
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
        for (int k = 0, at = PACKING.row(i); k <= i; k += LANES, at += ROWS * LANES) {
            System.arraycopy(a, at, x, k, LANES);
        }
        for (int k = 0; k <= i; k++) {
            x[k] -= vi * w[k] + wi * v[k];
        }
    }

    /// The vectors of the next update: with `p = scale A x` and `w = p - (scale / 2)(p . x) x` the reflection
    /// `I - scale x x^T` makes of the first `i` rows and columns `A` the matrix `A - x w^T - w x^T`.
    private void reflect(int i, double scale) {
        Arrays.fill(y, 0f);
        for (int r = 0; r < i; r += ROWS) {
            fourRows(PACKING.panel(r), r, r / BLOCK_WIDTH * BLOCK_WIDTH);
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

    /// The block on the diagonal goes through the same loop, because the compiler takes its time over each: what it
    /// adds to `y` goes to where nobody looks.
    private void fourRows(int from, int r, int block) {
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
        int spare = y.length - LANES;
        int at = from;
        for (int i = 0; i < block + BLOCK_WIDTH; i += LANES) {
            int to = i < block ? i : spare;
            FloatVector vi = FloatVector.fromArray(F, v, i);
            FloatVector wi = FloatVector.fromArray(F, w, i);
            FloatVector xi = FloatVector.fromArray(F, x, i);
            FloatVector e0 = w0.fma(vi, v0.fma(wi, FloatVector.fromArray(F, a, at)));
            FloatVector e1 = w1.fma(vi, v1.fma(wi, FloatVector.fromArray(F, a, at + LANES)));
            FloatVector e2 = w2.fma(vi, v2.fma(wi, FloatVector.fromArray(F, a, at + 2 * LANES)));
            FloatVector e3 = w3.fma(vi, v3.fma(wi, FloatVector.fromArray(F, a, at + 3 * LANES)));
            e0.intoArray(a, at);
            e1.intoArray(a, at + LANES);
            e2.intoArray(a, at + 2 * LANES);
            e3.intoArray(a, at + 3 * LANES);
            x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, FloatVector.fromArray(F, y, to)))))
                    .intoArray(y, to);
            s0 = e0.fma(xi, s0);
            s1 = e1.fma(xi, s1);
            s2 = e2.fma(xi, s2);
            s3 = e3.fma(xi, s3);
            at += ROWS * LANES;
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, LANES);
        s2.intoArray(sums, 2 * LANES);
        s3.intoArray(sums, 3 * LANES);
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
        diagonal[0] = a[0] - 2.0 * v[0] * w[0];
        return diagonal;
    }
}
