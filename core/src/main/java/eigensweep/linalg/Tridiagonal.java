package eigensweep.linalg;

import eigensweep.simd.BandMatrix;
import eigensweep.simd.DenseMatrix;
import java.util.Arrays;

/// A symmetric tridiagonal matrix.
///
/// @param diagonal `n` entries
/// @param offDiagonal `n` entries; entry `i` couples `i - 1` and `i`, entry 0 is 0
public record Tridiagonal(double[] diagonal, double[] offDiagonal) {

    /// Clears one row after the other, from the last.
    static Tridiagonal of(DenseMatrix matrix) {
        double[] offDiagonal = new double[matrix.order()];
        for (int i = matrix.order() - 1; i >= 1; i--) {
            offDiagonal[i] = matrix.clear(i);
        }
        return new Tridiagonal(matrix.diagonal(), offDiagonal);
    }

    /// Clears one column after the other.
    static Tridiagonal of(BandMatrix matrix) {
        int n = matrix.order();
        double[] diagonal = new double[n];
        double[] offDiagonal = new double[n];
        for (int j = 0; j < n - 1; j++) {
            matrix.clear(j);
            offDiagonal[j + 1] = matrix.get(j + 1, j);
        }
        for (int j = 0; j < n; j++) {
            diagonal[j] = matrix.get(j, j);
        }
        return new Tridiagonal(diagonal, offDiagonal);
    }

    /// The eigenvalues, ascending. Destroys the matrix.
    ///
    /// @throws SpectrumException if an entry is not finite, or the iteration does not converge
    public double[] eigenvalues() {
        int n = diagonal.length;
        double norm = 0;
        for (int i = 0; i < n; i++) {
            double coupling = i + 1 < n ? offDiagonal[i + 1] : 0;
            norm = Math.max(norm, Math.abs(diagonal[i]) + Math.abs(coupling));
        }
        double scale = PowerOfTwo.scale(norm);
        double[] squares = new double[n];
        for (int i = 0; i < n; i++) {
            double coupling = i + 1 < n ? offDiagonal[i + 1] * scale : 0;
            diagonal[i] *= scale;
            squares[i] = coupling * coupling;
        }
        new QlIteration(diagonal, squares, QlIteration.negligible(norm * scale)).run();
        for (int i = 0; i < n; i++) {
            diagonal[i] /= scale;
        }
        Arrays.sort(diagonal);
        return diagonal;
    }
}
