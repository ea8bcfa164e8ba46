package eigensweep.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A dense symmetric matrix in float32; as [DenseF64] with [VectorKernels#rank2Symv], in vectors of twice as many
/// elements.
final class VectorDenseF32 implements DenseMatrix {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int ROWS = Kernels.ROWS;

    /// Rows and columns that are taken together along the diagonal.
    static final int BLOCK_WIDTH = Math.max(LANES, ROWS);

    /// The squared length of entries that are dropped.
    private static final double NOTHING = 0x1p-100;

    private final float[] a;
    private final int n;
    private final int stride;
    private final double[] diagonal;
    private final float[] v;
    private final float[] w;
    private final float[] x;
    private final float[] y;
    private final float[] lanes = new float[ROWS * LANES];

    VectorDenseF32(float[] a, int n, int stride) {
        int padded = DenseMatrix.paddedF32(n);
        this.a = a;
        this.n = n;
        this.stride = stride;
        this.diagonal = new double[n];
        this.v = new float[padded];
        this.w = new float[padded];
        this.x = new float[padded];
        this.y = new float[padded];
        completeBlocks(padded);
    }

    /// The upper triangles of the blocks on the diagonal, and zeros beyond the matrix.
    private void completeBlocks(int padded) {
        for (int i = 0; i < n; i++) {
            int end = (i / BLOCK_WIDTH + 1) * BLOCK_WIDTH;
            for (int j = i + 1; j < end; j++) {
                a[i * stride + j] = j < n ? a[j * stride + i] : 0;
            }
        }
        for (int i = n; i < padded; i++) {
            Arrays.fill(a, i * stride, i * stride + padded, 0);
        }
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public double clear(int i) {
        int row = i * stride;
        float vi = v[i];
        float wi = w[i];
        for (int k = 0; k <= i; k++) {
            a[row + k] -= vi * w[k] + wi * v[k];
        }
        diagonal[i] = a[row + i];
        v[i] = 0;
        w[i] = 0;
        x[i] = 0;
        double last = a[row + i - 1];
        System.arraycopy(a, row, x, 0, i - 1);
        x[i - 1] = 0;
        double rest = dot(x, x, i);
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

    private void reflect(int i, double scale) {
        Arrays.fill(y, 0f);
        for (int r = 0; r < i; r += ROWS) {
            fourRows(r * stride, r);
        }
        float half = (float) (0.5 * scale * scale * dot(y, x, i));
        float factor = (float) scale;
        for (int k = 0; k < i; k++) {
            w[k] = factor * y[k] - half * x[k];
            v[k] = x[k];
        }
    }

    /// What [Kernels#rank2Symv] does.
    private void fourRows(int a0, int r) {
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
        int block = r / BLOCK_WIDTH * BLOCK_WIDTH;
        int a1 = a0 + stride;
        int a2 = a1 + stride;
        int a3 = a2 + stride;
        for (int i = 0; i < block; i += LANES) {
            FloatVector vi = FloatVector.fromArray(F, v, i);
            FloatVector wi = FloatVector.fromArray(F, w, i);
            FloatVector xi = FloatVector.fromArray(F, x, i);
            FloatVector e0 = w0.fma(vi, v0.fma(wi, FloatVector.fromArray(F, a, a0 + i)));
            FloatVector e1 = w1.fma(vi, v1.fma(wi, FloatVector.fromArray(F, a, a1 + i)));
            FloatVector e2 = w2.fma(vi, v2.fma(wi, FloatVector.fromArray(F, a, a2 + i)));
            FloatVector e3 = w3.fma(vi, v3.fma(wi, FloatVector.fromArray(F, a, a3 + i)));
            e0.intoArray(a, a0 + i);
            e1.intoArray(a, a1 + i);
            e2.intoArray(a, a2 + i);
            e3.intoArray(a, a3 + i);
            x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, FloatVector.fromArray(F, y, i)))))
                    .intoArray(y, i);
            s0 = e0.fma(xi, s0);
            s1 = e1.fma(xi, s1);
            s2 = e2.fma(xi, s2);
            s3 = e3.fma(xi, s3);
        }
        for (int i = block; i < block + BLOCK_WIDTH; i += LANES) {
            FloatVector vi = FloatVector.fromArray(F, v, i);
            FloatVector wi = FloatVector.fromArray(F, w, i);
            FloatVector xi = FloatVector.fromArray(F, x, i);
            FloatVector e0 = w0.fma(vi, v0.fma(wi, FloatVector.fromArray(F, a, a0 + i)));
            FloatVector e1 = w1.fma(vi, v1.fma(wi, FloatVector.fromArray(F, a, a1 + i)));
            FloatVector e2 = w2.fma(vi, v2.fma(wi, FloatVector.fromArray(F, a, a2 + i)));
            FloatVector e3 = w3.fma(vi, v3.fma(wi, FloatVector.fromArray(F, a, a3 + i)));
            e0.intoArray(a, a0 + i);
            e1.intoArray(a, a1 + i);
            e2.intoArray(a, a2 + i);
            e3.intoArray(a, a3 + i);
            s0 = e0.fma(xi, s0);
            s1 = e1.fma(xi, s1);
            s2 = e2.fma(xi, s2);
            s3 = e3.fma(xi, s3);
        }
        s0.intoArray(lanes, 0);
        s1.intoArray(lanes, LANES);
        s2.intoArray(lanes, 2 * LANES);
        s3.intoArray(lanes, 3 * LANES);
        for (int k = 0; k < ROWS; k++) {
            y[r + k] += sum(k * LANES);
        }
    }

    private double dot(float[] left, float[] right, int count) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            s0 = FloatVector.fromArray(F, left, i).fma(FloatVector.fromArray(F, right, i), s0);
            s1 = FloatVector.fromArray(F, left, i + LANES).fma(FloatVector.fromArray(F, right, i + LANES), s1);
        }
        s0.add(s1).intoArray(lanes, 0);
        double sum = sum(0);
        for (; i < count; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    /// The sum of a vector in `lanes`, in a fixed order (see [VectorKernels]).
    private float sum(int from) {
        float even = 0;
        float odd = 0;
        for (int i = from; i < from + LANES; i += 2) {
            even += lanes[i];
            odd += lanes[i + 1];
        }
        return even + odd;
    }

    @Override
    public double[] diagonal() {
        diagonal[0] = a[0] - 2.0 * v[0] * w[0];
        return diagonal;
    }
}
