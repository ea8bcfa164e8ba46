package eigensweep.simd;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// A matrix with a band in float64, a block's column in eight vectors.
///
/// Entry `(i, j)` is at `a[j * STRIDE + i]`: a block is a dense matrix with columns of that stride. What lies
/// less than a vector above the diagonal is kept zero, so that no vector has to begin on it.
final class VectorBand implements BandMatrix {

    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();

    /// Eight vectors: a column, a reflection and a product are in registers at once.
    static final int WIDTH = 8 * LANES;

    private static final int STRIDE = BandMatrix.stride(WIDTH, LANES);

    /// The squared length of entries that are dropped: next to entries of order 1 they are nothing, but the
    /// reflection that clears them would overflow.
    private static final double NOTHING = 0x1p-500;

    // From LANES - k on: lane i is 1 where i >= k, or where i > k.
    private static final double[] FROM = new double[2 * LANES];
    private static final double[] BEYOND = new double[2 * LANES];

    static {
        Arrays.fill(FROM, LANES, 2 * LANES, 1);
        Arrays.fill(BEYOND, LANES + 1, 2 * LANES, 1);
    }

    private static final VectorShuffle<Double> BY_4 = exchange(4);
    private static final VectorShuffle<Double> BY_2 = exchange(2);
    private static final VectorShuffle<Double> BY_1 = exchange(1);

    private final int n;
    private final double[] a;
    private final double[] u = new double[WIDTH];
    private final double[] y = new double[WIDTH];
    private final double[] lanes = new double[WIDTH * LANES];

    // The reflection at hand, I - scale x x^T, and room for the next.
    private double[] x = new double[WIDTH];
    private double[] next = new double[WIDTH];
    private double scale;

    VectorBand(int n) {
        this.n = n;
        this.a = new double[BandMatrix.elements(n, WIDTH, STRIDE)];
    }

    private static VectorShuffle<Double> exchange(int distance) {
        return VectorShuffle.fromOp(D, i -> (i ^ distance) % LANES);
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
        a[j * STRIDE + i] = value;
    }

    @Override
    public void reflectColumn(int j) {
        scale = reflector(j * STRIDE + j + 1, x);
    }

    /// Replaces a column of the band's width by what a reflection leaves of it, one entry.
    ///
    /// @param x becomes the reflection's vector
    /// @return its scale; 0 where there is nothing to clear
    private double reflector(int from, double[] x) {
        System.arraycopy(a, from, x, 0, WIDTH);
        double first = x[0];
        x[0] = 0;
        double rest = dot(x, x);
        if (rest < NOTHING) {
            Arrays.fill(x, 0.0);
            return 0;
        }
        double norm = Math.sqrt(rest + first * first);
        double left = first > 0 ? -norm : norm;
        double head = first - left;
        x[0] = head;
        Arrays.fill(a, from, from + WIDTH, 0.0);
        a[from] = left;
        return 2 / (rest + head * head);
    }

    @Override
    public void reflectDiagonal(int row) {
        if (scale == 0) {
            return;
        }
        int from = row * STRIDE + row;
        multiplySymmetric(from);
        double half = 0.5 * scale * scale * dot(x, y);
        for (int i = 0; i < WIDTH; i++) {
            u[i] = scale * y[i] - half * x[i];
        }
        update(from);
    }

    /// `y = A x` for the block on the diagonal at `from`, of which the lower triangle is there.
    private void multiplySymmetric(int from) {
        Arrays.fill(y, 0.0);
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
        DoubleVector x0 = DoubleVector.broadcast(D, x[k]);
        DoubleVector x1 = DoubleVector.broadcast(D, x[k + 1]);
        DoubleVector x2 = DoubleVector.broadcast(D, x[k + 2]);
        DoubleVector x3 = DoubleVector.broadcast(D, x[k + 3]);
        DoubleVector xi = DoubleVector.fromArray(D, x, top);
        DoubleVector e0 = DoubleVector.fromArray(D, a, a0 + top);
        DoubleVector e1 = DoubleVector.fromArray(D, a, a1 + top);
        DoubleVector e2 = DoubleVector.fromArray(D, a, a2 + top);
        DoubleVector e3 = DoubleVector.fromArray(D, a, a3 + top);
        x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, DoubleVector.fromArray(D, y, top)))))
                .intoArray(y, top);
        // The entry on the diagonal is in the sum above already.
        DoubleVector s0 = e0.mul(DoubleVector.fromArray(D, BEYOND, mask)).mul(xi);
        DoubleVector s1 = e1.mul(DoubleVector.fromArray(D, BEYOND, mask - 1)).mul(xi);
        DoubleVector s2 = e2.mul(DoubleVector.fromArray(D, BEYOND, mask - 2)).mul(xi);
        DoubleVector s3 = e3.mul(DoubleVector.fromArray(D, BEYOND, mask - 3)).mul(xi);
        for (int i = top + LANES; i < WIDTH; i += LANES) {
            xi = DoubleVector.fromArray(D, x, i);
            e0 = DoubleVector.fromArray(D, a, a0 + i);
            e1 = DoubleVector.fromArray(D, a, a1 + i);
            e2 = DoubleVector.fromArray(D, a, a2 + i);
            e3 = DoubleVector.fromArray(D, a, a3 + i);
            x3.fma(e3, x2.fma(e2, x1.fma(e1, x0.fma(e0, DoubleVector.fromArray(D, y, i)))))
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
        DoubleVector x0 = DoubleVector.broadcast(D, -x[k]);
        DoubleVector x1 = DoubleVector.broadcast(D, -x[k + 1]);
        DoubleVector x2 = DoubleVector.broadcast(D, -x[k + 2]);
        DoubleVector x3 = DoubleVector.broadcast(D, -x[k + 3]);
        DoubleVector u0 = DoubleVector.broadcast(D, -u[k]);
        DoubleVector u1 = DoubleVector.broadcast(D, -u[k + 1]);
        DoubleVector u2 = DoubleVector.broadcast(D, -u[k + 2]);
        DoubleVector u3 = DoubleVector.broadcast(D, -u[k + 3]);
        DoubleVector xi = DoubleVector.fromArray(D, x, top);
        DoubleVector ui = DoubleVector.fromArray(D, u, top);
        DoubleVector e0 = u0.fma(xi, x0.fma(ui, DoubleVector.fromArray(D, a, a0 + top)));
        DoubleVector e1 = u1.fma(xi, x1.fma(ui, DoubleVector.fromArray(D, a, a1 + top)));
        DoubleVector e2 = u2.fma(xi, x2.fma(ui, DoubleVector.fromArray(D, a, a2 + top)));
        DoubleVector e3 = u3.fma(xi, x3.fma(ui, DoubleVector.fromArray(D, a, a3 + top)));
        e0.mul(DoubleVector.fromArray(D, FROM, mask)).intoArray(a, a0 + top);
        e1.mul(DoubleVector.fromArray(D, FROM, mask - 1)).intoArray(a, a1 + top);
        e2.mul(DoubleVector.fromArray(D, FROM, mask - 2)).intoArray(a, a2 + top);
        e3.mul(DoubleVector.fromArray(D, FROM, mask - 3)).intoArray(a, a3 + top);
        for (int i = top + LANES; i < WIDTH; i += LANES) {
            xi = DoubleVector.fromArray(D, x, i);
            ui = DoubleVector.fromArray(D, u, i);
            u0.fma(xi, x0.fma(ui, DoubleVector.fromArray(D, a, a0 + i))).intoArray(a, a0 + i);
            u1.fma(xi, x1.fma(ui, DoubleVector.fromArray(D, a, a1 + i))).intoArray(a, a1 + i);
            u2.fma(xi, x2.fma(ui, DoubleVector.fromArray(D, a, a2 + i))).intoArray(a, a2 + i);
            u3.fma(xi, x3.fma(ui, DoubleVector.fromArray(D, a, a3 + i))).intoArray(a, a3 + i);
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
        double nextScale = reflector(from, next);
        reflectBoth(from, nextScale);
        double[] done = x;
        x = next;
        next = done;
        scale = nextScale;
    }

    /// `y = B x` for the block below the diagonal at `from`.
    private void multiply(int from) {
        int column = from;
        DoubleVector y0 = DoubleVector.zero(D);
        DoubleVector y1 = y0;
        DoubleVector y2 = y0;
        DoubleVector y3 = y0;
        DoubleVector y4 = y0;
        DoubleVector y5 = y0;
        DoubleVector y6 = y0;
        DoubleVector y7 = y0;
        for (int k = 0; k < WIDTH; k++) {
            DoubleVector xk = DoubleVector.broadcast(D, x[k]);
            y0 = xk.fma(DoubleVector.fromArray(D, a, column), y0);
            y1 = xk.fma(DoubleVector.fromArray(D, a, column + LANES), y1);
            y2 = xk.fma(DoubleVector.fromArray(D, a, column + 2 * LANES), y2);
            y3 = xk.fma(DoubleVector.fromArray(D, a, column + 3 * LANES), y3);
            y4 = xk.fma(DoubleVector.fromArray(D, a, column + 4 * LANES), y4);
            y5 = xk.fma(DoubleVector.fromArray(D, a, column + 5 * LANES), y5);
            y6 = xk.fma(DoubleVector.fromArray(D, a, column + 6 * LANES), y6);
            y7 = xk.fma(DoubleVector.fromArray(D, a, column + 7 * LANES), y7);
            column += STRIDE;
        }
        y0.intoArray(y, 0);
        y1.intoArray(y, LANES);
        y2.intoArray(y, 2 * LANES);
        y3.intoArray(y, 3 * LANES);
        y4.intoArray(y, 4 * LANES);
        y5.intoArray(y, 5 * LANES);
        y6.intoArray(y, 6 * LANES);
        y7.intoArray(y, 7 * LANES);
    }

    /// `B - u x^T` and the next reflection from the left, on all columns but the first.
    private void reflectBoth(int from, double nextScale) {
        int column = from;
        DoubleVector minusScale = DoubleVector.broadcast(D, -nextScale);
        DoubleVector u0 = DoubleVector.fromArray(D, u, 0);
        DoubleVector u1 = DoubleVector.fromArray(D, u, LANES);
        DoubleVector u2 = DoubleVector.fromArray(D, u, 2 * LANES);
        DoubleVector u3 = DoubleVector.fromArray(D, u, 3 * LANES);
        DoubleVector u4 = DoubleVector.fromArray(D, u, 4 * LANES);
        DoubleVector u5 = DoubleVector.fromArray(D, u, 5 * LANES);
        DoubleVector u6 = DoubleVector.fromArray(D, u, 6 * LANES);
        DoubleVector u7 = DoubleVector.fromArray(D, u, 7 * LANES);
        DoubleVector h0 = DoubleVector.fromArray(D, next, 0);
        DoubleVector h1 = DoubleVector.fromArray(D, next, LANES);
        DoubleVector h2 = DoubleVector.fromArray(D, next, 2 * LANES);
        DoubleVector h3 = DoubleVector.fromArray(D, next, 3 * LANES);
        DoubleVector h4 = DoubleVector.fromArray(D, next, 4 * LANES);
        DoubleVector h5 = DoubleVector.fromArray(D, next, 5 * LANES);
        DoubleVector h6 = DoubleVector.fromArray(D, next, 6 * LANES);
        DoubleVector h7 = DoubleVector.fromArray(D, next, 7 * LANES);
        for (int k = 1; k < WIDTH; k++) {
            column += STRIDE;
            DoubleVector xk = DoubleVector.broadcast(D, -x[k]);
            DoubleVector c0 = xk.fma(u0, DoubleVector.fromArray(D, a, column));
            DoubleVector c1 = xk.fma(u1, DoubleVector.fromArray(D, a, column + LANES));
            DoubleVector c2 = xk.fma(u2, DoubleVector.fromArray(D, a, column + 2 * LANES));
            DoubleVector c3 = xk.fma(u3, DoubleVector.fromArray(D, a, column + 3 * LANES));
            DoubleVector c4 = xk.fma(u4, DoubleVector.fromArray(D, a, column + 4 * LANES));
            DoubleVector c5 = xk.fma(u5, DoubleVector.fromArray(D, a, column + 5 * LANES));
            DoubleVector c6 = xk.fma(u6, DoubleVector.fromArray(D, a, column + 6 * LANES));
            DoubleVector c7 = xk.fma(u7, DoubleVector.fromArray(D, a, column + 7 * LANES));
            DoubleVector even = c6.fma(h6, c4.fma(h4, c2.fma(h2, c0.mul(h0))));
            DoubleVector odd = c7.fma(h7, c5.fma(h5, c3.fma(h3, c1.mul(h1))));
            DoubleVector product = even.add(odd);
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
            product.fma(h4, c4).intoArray(a, column + 4 * LANES);
            product.fma(h5, c5).intoArray(a, column + 5 * LANES);
            product.fma(h6, c6).intoArray(a, column + 6 * LANES);
            product.fma(h7, c7).intoArray(a, column + 7 * LANES);
        }
    }

    private double dot(double[] v, double[] w) {
        DoubleVector sum = DoubleVector.zero(D);
        for (int i = 0; i < WIDTH; i += LANES) {
            sum = DoubleVector.fromArray(D, v, i).fma(DoubleVector.fromArray(D, w, i), sum);
        }
        sum.intoArray(lanes, 0);
        return sum(0);
    }

    /// The sum of a vector in `lanes`, in a fixed order (see [VectorKernels]).
    private double sum(int from) {
        double even = 0;
        double odd = 0;
        for (int i = from; i < from + LANES; i += 2) {
            even += lanes[i];
            odd += lanes[i + 1];
        }
        return even + odd;
    }
}
