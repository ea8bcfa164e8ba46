package eigensweep.linalg;

import eigensweep.simd.Kernels;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Singular values to high relative accuracy: the triangular factor of a QR decomposition, taken block of rows by
/// block of rows so that the matrix is never whole in memory, then one-sided Jacobi rotations (Hestenes; Demmel
/// and Veselic).
final class JacobiSvd {

    private static final int MOST_SWEEPS = 60;
    private static final double EPSILON = 0x1p-52;

    /// A squared length, relative to the largest weight, that has begun to lose digits to underflow.
    private static final double NOTHING = 0x1p-960;

    private JacobiSvd() {}

    /// The squared singular values, ascending.
    static double[] squaredSingularValues(Matrix matrix) {
        int n = matrix.smallSide();
        double scale = scale(matrix);
        double[] r = triangle(matrix.tall(), scale);
        double[] squares = orthogonalise(r, n);
        for (int i = 0; i < n; i++) {
            squares[i] *= scale * scale;
        }
        Arrays.sort(squares);
        return squares;
    }

    /// A power of two near the largest weight, so that no square overflows or vanishes on the way.
    private static double scale(Matrix matrix) {
        double trace = 0;
        double largest = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                double value = Widen.at(matrix, i, j);
                trace += value * value;
                largest = Math.max(largest, Math.abs(value));
            }
        }
        Blocks.checkTrace(matrix, trace, Precision.F64);
        return largest == 0 ? 1 : Math.scalb(1.0, Math.getExponent(largest));
    }

    /// `R` of `W / scale = Q R`, `n x n`: the rows of each block are put below the triangle so far and reduced
    /// again.
    private static double[] triangle(Matrix tall, double scale) {
        Kernels kernels = Kernels.get();
        int n = tall.columns();
        int depth = Math.min(tall.rows(), Math.max(n, 256));
        double[] work = new double[JavaGram.arraySize(n + depth, n)];
        MemorySegment segment = MemorySegment.ofArray(work);
        for (int from = 0; from < tall.rows(); from += depth) {
            int extent = Math.min(depth, tall.rows() - from);
            for (int i = 0; i < extent; i++) {
                Widen.toF64(tall, from + i, 0, n, segment, (long) (n + i) * n);
            }
            for (int at = n * n; at < (n + extent) * n; at++) {
                work[at] /= scale;
            }
            for (int column = 0; column < n; column++) {
                reflect(kernels, work, n, n + extent, column);
            }
        }
        return Arrays.copyOf(work, n * n);
    }

    /// Clears a column below the diagonal of a row-major array by a Householder reflection.
    private static void reflect(Kernels kernels, double[] a, int n, int rows, int column) {
        double[] v = new double[rows];
        double rest = 0;
        for (int i = column; i < rows; i++) {
            v[i] = a[i * n + column];
            rest += i == column ? 0 : v[i] * v[i];
        }
        if (rest < NOTHING) {
            return;
        }
        double norm = Math.sqrt(rest + v[column] * v[column]);
        double pivot = v[column] > 0 ? -norm : norm;
        v[column] -= pivot;
        double scale = 2 / (rest + v[column] * v[column]);
        int behind = column + 1;
        double[] w = new double[n];
        for (int i = column; i < rows; i++) {
            if (v[i] != 0) {
                kernels.axpy(v[i], a, i * n + behind, w, behind, n - behind);
            }
        }
        for (int i = column; i < rows; i++) {
            if (v[i] != 0) {
                kernels.axpy(-scale * v[i], w, behind, a, i * n + behind, n - behind);
            }
            a[i * n + column] = 0;
        }
        a[column * n + column] = pivot;
    }

    /// Rotates pairs of rows until all are orthogonal; their squared lengths are the squared singular values.
    private static double[] orthogonalise(double[] r, int n) {
        Kernels kernels = Kernels.get();
        double[] squares = new double[n];
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            for (int i = 0; i < n; i++) {
                squares[i] = kernels.dot(r, i * n, r, i * n, n);
            }
            if (!sweep(kernels, r, n, squares)) {
                return squares;
            }
        }
        throw new SpectrumException("the Jacobi iteration did not converge");
    }

    private static boolean sweep(Kernels kernels, double[] r, int n, double[] squares) {
        boolean rotated = false;
        for (int p = 0; p < n - 1; p++) {
            for (int q = p + 1; q < n; q++) {
                if (Math.min(squares[p], squares[q]) < NOTHING) {
                    continue;
                }
                double product = kernels.dot(r, p * n, r, q * n, n);
                if (Math.abs(product) <= 4 * EPSILON * Math.sqrt(squares[p]) * Math.sqrt(squares[q])) {
                    continue;
                }
                double zeta = (squares[q] - squares[p]) / (2 * product);
                // Beyond 2^27 the root is |zeta| to the last bit, and beyond 2^512 the square would overflow.
                double root = Math.abs(zeta) < 0x1p27 ? Math.sqrt(1 + zeta * zeta) : Math.abs(zeta);
                double t = Math.copySign(1 / (Math.abs(zeta) + root), zeta);
                double c = 1 / Math.sqrt(1 + t * t);
                kernels.rotate(r, p * n, r, q * n, n, c, c * t);
                squares[p] -= t * product;
                squares[q] += t * product;
                rotated = true;
            }
        }
        return rotated;
    }
}
