package eigensweep.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.simd.Kernels.Rank2Symv;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// In float64. All but the pass over the triangle is a small part of the work, in loops that any compiler is soon
/// done with.
final class DenseF64 implements DenseMatrix {

    /// The squared length of entries that are dropped: next to entries of order 1 they are nothing, but the
    /// reflection that clears them would overflow.
    private static final double NOTHING = 0x1p-500;

    private final Kernels kernels = Kernels.get();
    private final PackedTriangle packing = kernels.packing();
    private final MemorySegment a;
    private final int n;
    private final double[] diagonal;
    private final Rank2Symv step;

    DenseF64(Arena arena, int n, Rows rows) {
        this.n = n;
        this.a = packing.allocate(arena, n, Double.BYTES);
        this.diagonal = new double[n];
        this.step = Rank2Symv.zeros(packing, n);
        fill(rows);
    }

    /// Each row to the end of its last vector, and what is on the other side of the diagonal in its block.
    private void fill(Rows rows) {
        int width = packing.blockWidth();
        double[] row = new double[packing.padded(n)];
        for (int i = 0; i < n; i++) {
            rows.read(i, row);
            Arrays.fill(row, i + 1, packing.padded(i + 1), 0.0);
            kernels.pack(row, i + 1, a, packing.row(i));
            for (int j = i / width * width; j < i; j++) {
                a.setAtIndex(JAVA_DOUBLE, packing.at(j, i), row[j]);
            }
        }
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public double clear(int i) {
        double[] x = step.x();
        load(i);
        diagonal[i] = x[i];
        step.v()[i] = 0;
        step.w()[i] = 0;
        Arrays.fill(x, i, packing.padded(i + 1), 0.0);
        double last = x[i - 1];
        double rest = dot(x, x, i - 1);
        if (rest < NOTHING) {
            Arrays.fill(x, 0, i, 0.0);
            reflect(i, 0);
            return last;
        }
        double norm = Math.sqrt(rest + last * last);
        double coupling = last > 0 ? -norm : norm;
        double head = last - coupling;
        x[i - 1] = head;
        reflect(i, 2 / (rest + head * head));
        return coupling;
    }

    /// The row, into `x`: it still lacks the reflection of the step before.
    private void load(int i) {
        double[] x = step.x();
        double[] v = step.v();
        double[] w = step.w();
        double vi = v[i];
        double wi = w[i];
        kernels.unpack(a, packing.row(i), x, i + 1);
        for (int k = 0; k <= i; k++) {
            x[k] -= vi * w[k] + wi * v[k];
        }
    }

    /// The vectors of the next update: with `p = scale A x` and `w = p - (scale / 2)(p . x) x` the reflection
    /// `I - scale x x^T` makes of the first `i` rows and columns `A` the matrix `A - x w^T - w x^T`.
    private void reflect(int i, double scale) {
        double[] x = step.x();
        double[] y = step.y();
        Arrays.fill(y, 0.0);
        for (int r = 0; r < i; r += Kernels.ROWS) {
            kernels.rank2Symv(a, packing.panel(r), r, step);
        }
        double half = 0.5 * scale * scale * dot(y, x, i);
        double[] v = step.v();
        double[] w = step.w();
        for (int k = 0; k < i; k++) {
            w[k] = scale * y[k] - half * x[k];
            v[k] = x[k];
        }
    }

    private static double dot(double[] left, double[] right, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            s0 += left[i] * right[i];
            s1 += left[i + 1] * right[i + 1];
            s2 += left[i + 2] * right[i + 2];
            s3 += left[i + 3] * right[i + 3];
        }
        double sum = s0 + s1 + (s2 + s3);
        for (; i < count; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    @Override
    public double[] diagonal() {
        diagonal[0] = a.get(JAVA_DOUBLE, 0) - 2 * step.v()[0] * step.w()[0];
        return diagonal;
    }
}
