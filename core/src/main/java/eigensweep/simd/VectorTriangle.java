package eigensweep.simd;

import eigensweep.simd.Kernels.Rank2Symv;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The pass over a packed triangle, [Kernels#rank2Symv], in float64: nearly all of a reduction in one stage.
final class VectorTriangle {

    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();
    private static final int ROWS = Kernels.ROWS;

    static final PackedTriangle PACKING = new PackedTriangle(LANES);
    private static final int BLOCK_WIDTH = PACKING.blockWidth();

    private VectorTriangle() {}

    static void rank2Symv(Rank2Symv step, int panel, int r) {
        double[] sums = step.sums();
        int y = step.layout().y();
        int block = r / BLOCK_WIDTH * BLOCK_WIDTH;
        fourRows(step.t(), step.layout(), panel, r, block, sums);
        for (int k = 0; k < ROWS; k++) {
            step.t()[y + r + k] += sum(sums, k * LANES);
        }
    }

    /// The block on the diagonal goes through the same loop, because the compiler takes its time over each,
    /// and what it adds to `y` is taken back. Every index is the loop's own, times a constant, from a place
    /// on that the loop does not change: of others the compiler checks the bounds in each turn.
    private static void fourRows(double[] t, PackedTriangle.Layout layout, int a, int r, int block, double[] sums) {
        int v = layout.v();
        int w = layout.w();
        int x = layout.x();
        int y = layout.y();
        DoubleVector v0 = DoubleVector.broadcast(D, -t[v + r]);
        DoubleVector v1 = DoubleVector.broadcast(D, -t[v + r + 1]);
        DoubleVector v2 = DoubleVector.broadcast(D, -t[v + r + 2]);
        DoubleVector v3 = DoubleVector.broadcast(D, -t[v + r + 3]);
        DoubleVector w0 = DoubleVector.broadcast(D, -t[w + r]);
        DoubleVector w1 = DoubleVector.broadcast(D, -t[w + r + 1]);
        DoubleVector w2 = DoubleVector.broadcast(D, -t[w + r + 2]);
        DoubleVector w3 = DoubleVector.broadcast(D, -t[w + r + 3]);
        DoubleVector x0 = DoubleVector.broadcast(D, t[x + r]);
        DoubleVector x1 = DoubleVector.broadcast(D, t[x + r + 1]);
        DoubleVector x2 = DoubleVector.broadcast(D, t[x + r + 2]);
        DoubleVector x3 = DoubleVector.broadcast(D, t[x + r + 3]);
        DoubleVector s0 = DoubleVector.zero(D);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        DoubleVector first = load(t, y + block);
        DoubleVector second = BLOCK_WIDTH > LANES ? load(t, y + block + LANES) : first;
        for (int i = 0; i < block + BLOCK_WIDTH; i += LANES) {
            int at = a + ROWS * i;
            DoubleVector vi = load(t, v + i);
            DoubleVector wi = load(t, w + i);
            DoubleVector xi = load(t, x + i);
            DoubleVector e0 = w0.fma(vi, v0.fma(wi, load(t, at)));
            DoubleVector e1 = w1.fma(vi, v1.fma(wi, load(t, at + LANES)));
            DoubleVector e2 = w2.fma(vi, v2.fma(wi, load(t, at + 2 * LANES)));
            DoubleVector e3 = w3.fma(vi, v3.fma(wi, load(t, at + 3 * LANES)));
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
        first.intoArray(t, y + block);
        if (BLOCK_WIDTH > LANES) {
            second.intoArray(t, y + block + LANES);
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, LANES);
        s2.intoArray(sums, 2 * LANES);
        s3.intoArray(sums, 3 * LANES);
    }

    /// The sum of one vector of an array, in a fixed order (see [VectorKernels]).
    private static double sum(double[] t, int i) {
        return switch (LANES) {
            case 2 -> t[i] + t[i + 1];
            case 4 -> (t[i] + t[i + 2]) + (t[i + 1] + t[i + 3]);
            case 8 -> ((t[i] + t[i + 4]) + (t[i + 2] + t[i + 6])) + ((t[i + 1] + t[i + 5]) + (t[i + 3] + t[i + 7]));
            default -> Arrays.stream(t, i, i + LANES).sum();
        };
    }

    private static DoubleVector load(double[] t, int from) {
        return DoubleVector.fromArray(D, t, from);
    }
}
