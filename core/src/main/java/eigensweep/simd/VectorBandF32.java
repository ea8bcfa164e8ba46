package eigensweep.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// A matrix with a band in float32, a block's column in four vectors; as [VectorBand].
///
/// Entry `(i, j)` is at `a[j * STRIDE + i]`: a block is a dense matrix with columns of that stride. What lies
/// less than a vector above the diagonal is kept zero, so that no vector has to begin on it.
final class VectorBandF32 implements BandMatrix {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();

    /// Four vectors: a column, a reflection and a product are in registers at once.
    static final int WIDTH = 4 * LANES;

    private static final int STRIDE = BandMatrix.stride(WIDTH, LANES);

    /// The squared length of entries that are dropped: next to entries of order 1 they are nothing, but the
    /// reflection that clears them would overflow.
    private static final double NOTHING = 0x1p-100;

    // From LANES - k on: lane i is 1 where i >= k, or where i > k.
    private static final float[] FROM = new float[2 * LANES];
    private static final float[] BEYOND = new float[2 * LANES];

    static {
        Arrays.fill(FROM, LANES, 2 * LANES, 1);
        Arrays.fill(BEYOND, LANES + 1, 2 * LANES, 1);
    }

    private static final VectorShuffle<Float> BY_8 = exchange(8);
    private static final VectorShuffle<Float> BY_4 = exchange(4);
    private static final VectorShuffle<Float> BY_2 = exchange(2);
    private static final VectorShuffle<Float> BY_1 = exchange(1);

    private final int n;
    private final float[] a;
    private final float[] u = new float[WIDTH];
    private final float[] y = new float[WIDTH];
    private final float[] lanes = new float[WIDTH * LANES];

    // The reflection at hand, I - scale x x^T, and room for the next.
    private float[] x = new float[WIDTH];
    private float[] next = new float[WIDTH];
    private float scale;

    VectorBandF32(int n) {
        this.n = n;
        this.a = new float[BandMatrix.elements(n, WIDTH, STRIDE)];
    }

    private static VectorShuffle<Float> exchange(int distance) {
        return VectorShuffle.fromOp(F, i -> (i ^ distance) % LANES);
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public double get(int i, int j) {
        return a[j * STRIDE + i];
    }

    @Override
    public void set(int i, int j, double value) {
        a[j * STRIDE + i] = (float) value;
    }

    @Override
    public void reflectColumn(int j) {
        scale = reflector(j * STRIDE + j + 1, x);
    }

    /// Replaces a column of the band's width by what a reflection leaves of it, one entry.
    ///
    /// @param x becomes the reflection's vector
    /// @return its scale; 0 where there is nothing to clear
    private float reflector(int from, float[] x) {
        System.arraycopy(a, from, x, 0, WIDTH);
        double first = x[0];
        x[0] = 0;
        double rest = dot(x, x);
        if (rest < NOTHING) {
            Arrays.fill(x, 0f);
            return 0;
        }
        double norm = Math.sqrt(rest + first * first);
        double left = first > 0 ? -norm : norm;
        double head = first - left;
        x[0] = (float) head;
        Arrays.fill(a, from, from + WIDTH, 0f);
        a[from] = (float) left;
        return (float) (2 / (rest + head * head));
    }

    @Override
    public void reflectDiagonal(int row) {
        if (scale == 0) {
            return;
        }
        int from = row * STRIDE + row;
        multiplySymmetric(from);
        float half = (float) (0.5 * scale * scale * dot(x, y));
        for (int i = 0; i < WIDTH; i++) {
            u[i] = scale * y[i] - half * x[i];
        }
        update(from);
    }

    /// `y = A x` for the block on the diagonal at `from`, of which the lower triangle is there.
    private void multiplySymmetric(int from) {
        Arrays.fill(y, 0f);
        for (int k = 0; k < WIDTH; k += Kernels.ROWS) {
            fourColumns(from + k * STRIDE, k);
        }
        for (int k = 0; k < WIDTH; k++) {
            y[k] += sum(k * LANES);
        }
    }

    private void fourColumns(int a0, int k) {
        int top = k / LANES * LANES;
        int mask = LANES - (k - top);
        int a1 = a0 + STRIDE;
        int a2 = a1 + STRIDE;
        int a3 = a2 + STRIDE;
        FloatVector x0 = FloatVector.broadcast(F, x[k]);
        FloatVector x1 = FloatVector.broadcast(F, x[k + 1]);
        FloatVector x2 = FloatVector.broadcast(F, x[k + 2]);
        FloatVector x3 = FloatVector.broadcast(F, x[k + 3]);
        FloatVector xi = FloatVector.fromArray(F, x, top);
        FloatVector e0 = FloatVector.fromArray(F, a, a0 + top);
        FloatVector e1 = FloatVector.fromArray(F, a, a1 + top);
        FloatVector e2 = FloatVector.fromArray(F, a, a2 + top);
        FloatVector e3 = FloatVector.fromArray(F, a, a3 + top);
        x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, FloatVector.fromArray(F, y, top)))))
                .intoArray(y, top);
        // The entry on the diagonal is in the sum above already.
        FloatVector s0 = e0.mul(FloatVector.fromArray(F, BEYOND, mask)).mul(xi);
        FloatVector s1 = e1.mul(FloatVector.fromArray(F, BEYOND, mask - 1)).mul(xi);
        FloatVector s2 = e2.mul(FloatVector.fromArray(F, BEYOND, mask - 2)).mul(xi);
        FloatVector s3 = e3.mul(FloatVector.fromArray(F, BEYOND, mask - 3)).mul(xi);
        for (int i = top + LANES; i < WIDTH; i += LANES) {
            xi = FloatVector.fromArray(F, x, i);
            e0 = FloatVector.fromArray(F, a, a0 + i);
            e1 = FloatVector.fromArray(F, a, a1 + i);
            e2 = FloatVector.fromArray(F, a, a2 + i);
            e3 = FloatVector.fromArray(F, a, a3 + i);
            x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, FloatVector.fromArray(F, y, i)))))
                    .intoArray(y, i);
            s0 = e0.fma(xi, s0);
            s1 = e1.fma(xi, s1);
            s2 = e2.fma(xi, s2);
            s3 = e3.fma(xi, s3);
        }
        s0.intoArray(lanes, k * LANES);
        s1.intoArray(lanes, (k + 1) * LANES);
        s2.intoArray(lanes, (k + 2) * LANES);
        s3.intoArray(lanes, (k + 3) * LANES);
    }

    /// `A -= x u^T + u x^T` for the lower triangle of the block on the diagonal at `from`.
    private void update(int from) {
        for (int k = 0; k < WIDTH; k += Kernels.ROWS) {
            updateFourColumns(from + k * STRIDE, k);
        }
    }

    private void updateFourColumns(int a0, int k) {
        int top = k / LANES * LANES;
        int mask = LANES - (k - top);
        int a1 = a0 + STRIDE;
        int a2 = a1 + STRIDE;
        int a3 = a2 + STRIDE;
        FloatVector x0 = FloatVector.broadcast(F, -x[k]);
        FloatVector x1 = FloatVector.broadcast(F, -x[k + 1]);
        FloatVector x2 = FloatVector.broadcast(F, -x[k + 2]);
        FloatVector x3 = FloatVector.broadcast(F, -x[k + 3]);
        FloatVector u0 = FloatVector.broadcast(F, -u[k]);
        FloatVector u1 = FloatVector.broadcast(F, -u[k + 1]);
        FloatVector u2 = FloatVector.broadcast(F, -u[k + 2]);
        FloatVector u3 = FloatVector.broadcast(F, -u[k + 3]);
        FloatVector xi = FloatVector.fromArray(F, x, top);
        FloatVector ui = FloatVector.fromArray(F, u, top);
        FloatVector e0 = u0.fma(xi, x0.fma(ui, FloatVector.fromArray(F, a, a0 + top)));
        FloatVector e1 = u1.fma(xi, x1.fma(ui, FloatVector.fromArray(F, a, a1 + top)));
        FloatVector e2 = u2.fma(xi, x2.fma(ui, FloatVector.fromArray(F, a, a2 + top)));
        FloatVector e3 = u3.fma(xi, x3.fma(ui, FloatVector.fromArray(F, a, a3 + top)));
        e0.mul(FloatVector.fromArray(F, FROM, mask)).intoArray(a, a0 + top);
        e1.mul(FloatVector.fromArray(F, FROM, mask - 1)).intoArray(a, a1 + top);
        e2.mul(FloatVector.fromArray(F, FROM, mask - 2)).intoArray(a, a2 + top);
        e3.mul(FloatVector.fromArray(F, FROM, mask - 3)).intoArray(a, a3 + top);
        for (int i = top + LANES; i < WIDTH; i += LANES) {
            xi = FloatVector.fromArray(F, x, i);
            ui = FloatVector.fromArray(F, u, i);
            u0.fma(xi, x0.fma(ui, FloatVector.fromArray(F, a, a0 + i))).intoArray(a, a0 + i);
            u1.fma(xi, x1.fma(ui, FloatVector.fromArray(F, a, a1 + i))).intoArray(a, a1 + i);
            u2.fma(xi, x2.fma(ui, FloatVector.fromArray(F, a, a2 + i))).intoArray(a, a2 + i);
            u3.fma(xi, x3.fma(ui, FloatVector.fromArray(F, a, a3 + i))).intoArray(a, a3 + i);
        }
    }

    @Override
    public void reflectBelow(int row) {
        int from = row * STRIDE + row + WIDTH;
        multiply(from);
        for (int i = 0; i < WIDTH; i++) {
            u[i] = scale * y[i];
            a[from + i] -= u[i] * x[0];
        }
        float nextScale = reflector(from, next);
        reflectBoth(from, nextScale);
        float[] done = x;
        x = next;
        next = done;
        scale = nextScale;
    }

    /// `y = B x` for the block below the diagonal at `from`.
    private void multiply(int from) {
        int column = from;
        FloatVector y0 = FloatVector.zero(F);
        FloatVector y1 = y0;
        FloatVector y2 = y0;
        FloatVector y3 = y0;
        for (int k = 0; k < WIDTH; k++) {
            FloatVector xk = FloatVector.broadcast(F, x[k]);
            y0 = xk.fma(FloatVector.fromArray(F, a, column), y0);
            y1 = xk.fma(FloatVector.fromArray(F, a, column + LANES), y1);
            y2 = xk.fma(FloatVector.fromArray(F, a, column + 2 * LANES), y2);
            y3 = xk.fma(FloatVector.fromArray(F, a, column + 3 * LANES), y3);
            column += STRIDE;
        }
        y0.intoArray(y, 0);
        y1.intoArray(y, LANES);
        y2.intoArray(y, 2 * LANES);
        y3.intoArray(y, 3 * LANES);
    }

    /// `B - u x^T` and the next reflection from the left, on all columns but the first.
    private void reflectBoth(int from, float nextScale) {
        int column = from;
        FloatVector minusScale = FloatVector.broadcast(F, -nextScale);
        FloatVector u0 = FloatVector.fromArray(F, u, 0);
        FloatVector u1 = FloatVector.fromArray(F, u, LANES);
        FloatVector u2 = FloatVector.fromArray(F, u, 2 * LANES);
        FloatVector u3 = FloatVector.fromArray(F, u, 3 * LANES);
        FloatVector h0 = FloatVector.fromArray(F, next, 0);
        FloatVector h1 = FloatVector.fromArray(F, next, LANES);
        FloatVector h2 = FloatVector.fromArray(F, next, 2 * LANES);
        FloatVector h3 = FloatVector.fromArray(F, next, 3 * LANES);
        for (int k = 1; k < WIDTH; k++) {
            column += STRIDE;
            FloatVector xk = FloatVector.broadcast(F, -x[k]);
            FloatVector c0 = xk.fma(u0, FloatVector.fromArray(F, a, column));
            FloatVector c1 = xk.fma(u1, FloatVector.fromArray(F, a, column + LANES));
            FloatVector c2 = xk.fma(u2, FloatVector.fromArray(F, a, column + 2 * LANES));
            FloatVector c3 = xk.fma(u3, FloatVector.fromArray(F, a, column + 3 * LANES));
            FloatVector even = c2.fma(h2, c0.mul(h0));
            FloatVector odd = c3.fma(h3, c1.mul(h1));
            FloatVector product = even.add(odd);
            if (LANES > 8) {
                product = product.add(product.rearrange(BY_8));
            }
            if (LANES > 4) {
                product = product.add(product.rearrange(BY_4));
            }
            if (LANES > 2) {
                product = product.add(product.rearrange(BY_2));
            }
            product = product.add(product.rearrange(BY_1));
            product = product.mul(minusScale);
            product.fma(h0, c0).intoArray(a, column);
            product.fma(h1, c1).intoArray(a, column + LANES);
            product.fma(h2, c2).intoArray(a, column + 2 * LANES);
            product.fma(h3, c3).intoArray(a, column + 3 * LANES);
        }
    }

    private double dot(float[] v, float[] w) {
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < WIDTH; i += LANES) {
            sum = FloatVector.fromArray(F, v, i).fma(FloatVector.fromArray(F, w, i), sum);
        }
        sum.intoArray(lanes, 0);
        return sum(0);
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
}
