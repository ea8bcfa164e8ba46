package eigensweep.linalg;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.simd.BandMatrix;
import java.lang.foreign.MemorySegment;

/// The eigenvalues of a symmetric matrix with a band on this processor's vectors: the second stage of a
/// reduction in two, of which the first makes the band.
public final class BandEigen {

    private BandEigen() {}

    /// Whether this is a way, and the fast one.
    public static boolean isFast() {
        return BandMatrix.isFast();
    }

    /// How many diagonals below the main one the matrix has.
    public static int width() {
        return BandMatrix.width();
    }

    /// All eigenvalues, ascending; only where [#isFast].
    ///
    /// @param band LAPACK's band storage of the lower triangle, column-major `(width + 1) x n`: entry `(i,
    ///     j)` at
    ///     `i - j + j (width + 1)`; float64 or float32
    /// @param n the order
    /// @param precision of the band, and of the arithmetic
    /// @throws SpectrumException if an entry is not finite, or the iteration does not converge
    public static double[] eigenvalues(MemorySegment band, int n, Precision precision) {
        double largest = 0;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < Math.min(n, j + width() + 1); i++) {
                largest = Math.max(largest, Math.abs(entry(band, i, j, precision)));
            }
        }
        if (!(largest <= Double.MAX_VALUE)) {
            throw new SpectrumException("the band holds " + largest);
        }
        double scale = PowerOfTwo.scale(largest);
        BandMatrix matrix = precision == Precision.F64 ? BandMatrix.f64(n) : BandMatrix.f32(n);
        for (int j = 0; j < n; j++) {
            for (int i = j; i < Math.min(n, j + width() + 1); i++) {
                matrix.set(i, j, entry(band, i, j, precision) * scale);
            }
        }
        double[] values = Tridiagonal.of(matrix).eigenvalues();
        for (int i = 0; i < n; i++) {
            values[i] /= scale;
        }
        return values;
    }

    private static double entry(MemorySegment band, int i, int j, Precision precision) {
        long k = i - j + (long) j * (width() + 1);
        return precision == Precision.F64 ? band.getAtIndex(JAVA_DOUBLE, k) : band.getAtIndex(JAVA_FLOAT, k);
    }
}
