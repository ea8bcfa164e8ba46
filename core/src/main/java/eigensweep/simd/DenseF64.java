package eigensweep.simd;

import eigensweep.simd.Kernels.Rank2Symv;
import java.util.Arrays;

/// In float64. All but the pass over the triangle is a small part of the work, in loops that any compiler is
/// soon done with.
final class DenseF64 implements DenseMatrix {

    /// The squared length of entries that are dropped: next to entries of order 1 they are nothing, but the
    /// reflection that clears them would overflow.
    private static final double NOTHING = 0x1p-500;

    private final Kernels kernels = Kernels.get();
    private final PackedTriangle packing = kernels.packing();
    private final int n;
    private final double[] diagonal;
    private final Rank2Symv step;
    private final double[] t;

    DenseF64(int n, Rows rows) {
        this.n = n;
        this.diagonal = new double[n];
        this.step = Rank2Symv.zeros(packing, n);
        this.t = step.t();
        fill(rows);
    }

    /// Each row to the end of its last vector, and what is on the other side of the diagonal in its block.
    private void fill(Rows rows) {
        int lanes = packing.lanes();
        int width = packing.blockWidth();
        double[] row = new double[packing.padded(n)];
        for (int i = 0; i < n; i++) {
            rows.read(i, row);
            Arrays.fill(row, i + 1, packing.padded(i + 1), 0.0);
            for (int k = 0, at = step.layout().a() + packing.row(i); k <= i; k += lanes, at += Kernels.ROWS * lanes) {
                System.arraycopy(row, k, t, at, lanes);
            }
            for (int j = i / width * width; j < i; j++) {
                t[step.layout().a() + packing.row(j) + packing.column(i)] = row[j];
            }
        }
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public double clear(int i) {
        int x = step.layout().x();
        load(i);
        diagonal[i] = t[x + i];
        t[step.layout().v() + i] = 0;
        t[step.layout().w() + i] = 0;
        Arrays.fill(t, x + i, x + packing.padded(i + 1), 0.0);
        double last = t[x + i - 1];
        double rest = dot(x, x, i - 1);
        if (rest < NOTHING) {
            Arrays.fill(t, x, x + i, 0.0);
            reflect(i, 0);
            return last;
        }
        double norm = Math.sqrt(rest + last * last);
        double coupling = last > 0 ? -norm : norm;
        double head = last - coupling;
        t[x + i - 1] = head;
        reflect(i, 2 / (rest + head * head));
        return coupling;
    }

    /// The row, into `x`: it still lacks the reflection of the step before.
    private void load(int i) {
        int x = step.layout().x();
        int v = step.layout().v();
        int w = step.layout().w();
        double vi = t[v + i];
        double wi = t[w + i];
        int lanes = packing.lanes();
        for (int k = 0, at = step.layout().a() + packing.row(i); k <= i; k += lanes, at += Kernels.ROWS * lanes) {
            System.arraycopy(t, at, t, x + k, lanes);
        }
        for (int k = 0; k <= i; k++) {
            t[x + k] -= vi * t[w + k] + wi * t[v + k];
        }
    }

    /// The vectors of the next update: with `p = scale A x` and `w = p - (scale / 2)(p . x) x` the reflection
    /// `I - scale x x^T` makes of the first `i` rows and columns `A` the matrix `A - x w^T - w x^T`.
    private void reflect(int i, double scale) {
        int x = step.layout().x();
        int y = step.layout().y();
        Arrays.fill(t, y, y + packing.padded(n), 0.0);
        for (int r = 0; r < i; r += Kernels.ROWS) {
            kernels.rank2Symv(step, step.layout().a() + packing.panel(r), r);
        }
        double half = 0.5 * scale * scale * dot(y, x, i);
        int v = step.layout().v();
        int w = step.layout().w();
        for (int k = 0; k < i; k++) {
            t[w + k] = scale * t[y + k] - half * t[x + k];
        }
        System.arraycopy(t, x, t, v, i);
    }

    /// Of two of the vectors, in four sums.
    private double dot(int left, int right, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            s0 += t[left + i] * t[right + i];
            s1 += t[left + i + 1] * t[right + i + 1];
            s2 += t[left + i + 2] * t[right + i + 2];
            s3 += t[left + i + 3] * t[right + i + 3];
        }
        double sum = s0 + s1 + (s2 + s3);
        for (; i < count; i++) {
            sum += t[left + i] * t[right + i];
        }
        return sum;
    }

    @Override
    public double[] diagonal() {
        diagonal[0] = t[step.layout().a()]
                - 2 * t[step.layout().v()] * t[step.layout().w()];
        return diagonal;
    }
}
