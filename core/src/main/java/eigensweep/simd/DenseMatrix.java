package eigensweep.simd;

import eigensweep.simd.Kernels.Rank2Symv;
import java.util.Arrays;

/// A symmetric matrix on its way to tridiagonal form by Householder reflections, from the last row to the first
/// (as EISPACK's `TRED1`): each row of the lower triangle is contiguous, and applying one reflection is fused
/// with the matrix-vector product that the next one needs, so that the triangle is read and written once a
/// step.
public final class DenseMatrix {

    /// The squared length of entries that are dropped: next to entries of order 1 they are nothing, but the
    /// reflection that clears them would overflow.
    private static final double NOTHING = 0x1p-500;

    private final Kernels kernels = Kernels.get();
    private final double[] a;
    private final int n;
    private final int stride;
    private final double[] diagonal;
    private final Rank2Symv step;

    /// @param a row-major lower triangle, [#padded] rows at least, entries of order 1 or below; destroyed
    /// @param n the order
    /// @param stride elements between rows, at least [#padded]
    public DenseMatrix(double[] a, int n, int stride) {
        this.a = a;
        this.n = n;
        this.stride = stride;
        this.diagonal = new double[n];
        this.step = Rank2Symv.zeros(padded(n));
        completeBlocks(kernels.blockWidth());
    }

    /// The order that a matrix is padded to.
    public static int padded(int n) {
        int width = Kernels.get().blockWidth();
        return Math.ceilDiv(n, width) * width;
    }

    /// Writes what the kernel reads beside the lower triangle: the upper triangles of the blocks on the
    /// diagonal, and zeros beyond the matrix.
    private void completeBlocks(int width) {
        for (int i = 0; i < n; i++) {
            int end = (i / width + 1) * width;
            for (int j = i + 1; j < end; j++) {
                a[i * stride + j] = j < n ? a[j * stride + i] : 0;
            }
        }
        int padded = padded(n);
        for (int i = n; i < padded; i++) {
            Arrays.fill(a, i * stride, i * stride + padded, 0);
        }
    }

    /// The order.
    public int order() {
        return n;
    }

    /// Clears row `i` before its coupling to `i - 1`. The rows after it have been cleared.
    ///
    /// @param i at least 1
    /// @return the coupling
    public double clear(int i) {
        int row = i * stride;
        // The row of this step still lacks the reflection of the step before.
        kernels.axpy(-step.v()[i], step.w(), 0, a, row, i + 1);
        kernels.axpy(-step.w()[i], step.v(), 0, a, row, i + 1);
        diagonal[i] = a[row + i];
        step.v()[i] = 0;
        step.w()[i] = 0;
        step.x()[i] = 0;
        double last = a[row + i - 1];
        System.arraycopy(a, row, step.x(), 0, i);
        double rest = kernels.dot(step.x(), 0, step.x(), 0, i - 1);
        if (rest < NOTHING) {
            Arrays.fill(step.x(), 0, i, 0.0);
            reflect(i, 0);
            return last;
        }
        double norm = Math.sqrt(rest + last * last);
        double coupling = last > 0 ? -norm : norm;
        double head = last - coupling;
        step.x()[i - 1] = head;
        reflect(i, 2 / (rest + head * head));
        return coupling;
    }

    /// The vectors of the next update: with `p = scale A x` and `w = p - (scale / 2)(p . x) x` the reflection
    /// `I - scale x x^T` makes of the first `i` rows and columns `A` the matrix `A - x w^T - w x^T`.
    private void reflect(int i, double scale) {
        Arrays.fill(step.y(), 0.0);
        for (int r = 0; r < i; r += Kernels.ROWS) {
            kernels.rank2Symv(a, r * stride, stride, r, step);
        }
        double half = 0.5 * scale * scale * kernels.dot(step.y(), 0, step.x(), 0, i);
        for (int k = 0; k < i; k++) {
            step.w()[k] = scale * step.y()[k] - half * step.x()[k];
            step.v()[k] = step.x()[k];
        }
    }

    /// The diagonal, once every row is cleared.
    public double[] diagonal() {
        diagonal[0] = a[0] - 2 * step.v()[0] * step.w()[0];
        return diagonal;
    }
}
