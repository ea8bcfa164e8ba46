package eigensweep.simd;

/// A symmetric matrix on its way to tridiagonal form by Householder reflections, from the last row to the first
/// (as EISPACK's `TRED1`): each row of the lower triangle is contiguous, and applying one reflection is fused
/// with the matrix-vector product that the next one needs, so that the triangle is read and written once a
/// step.
public sealed interface DenseMatrix permits DenseF64, VectorDenseF32 {

    /// A matrix in float64.
    ///
    /// @param a row-major lower triangle, [#padded] rows at least, entries of order 1 or below; destroyed
    /// @param n the order
    /// @param stride elements between rows, at least [#padded]
    static DenseMatrix of(double[] a, int n, int stride) {
        return new DenseF64(a, n, stride);
    }

    /// A matrix in float32, likewise. Only where [SmallEigen#lanes] is more than 1: there is no scalar twin.
    static DenseMatrix of(float[] a, int n, int stride) {
        return new VectorDenseF32(a, n, stride);
    }

    /// The order that a matrix of float64 is padded to.
    static int padded(int n) {
        return padded(n, Kernels.get().blockWidth());
    }

    /// The order that a matrix of float32 is padded to.
    static int paddedF32(int n) {
        return padded(n, VectorDenseF32.BLOCK_WIDTH);
    }

    private static int padded(int n, int width) {
        return Math.ceilDiv(n, width) * width;
    }

    /// The order.
    int order();

    /// Clears row `i` before its coupling to `i - 1`. The rows after it have been cleared.
    ///
    /// @param i at least 1
    /// @return the coupling
    double clear(int i);

    /// The diagonal, once every row is cleared.
    double[] diagonal();
}
