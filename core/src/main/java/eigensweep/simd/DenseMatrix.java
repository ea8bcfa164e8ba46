package eigensweep.simd;

/// A symmetric matrix on its way to tridiagonal form by Householder reflections, from the last row to the
/// first (as EISPACK's `TRED1`): applying one reflection is fused with the matrix-vector product that the
/// next one needs, so that the triangle is read and written once a step.
public sealed interface DenseMatrix permits DenseF64, VectorDenseF32 {

    /// Rows of a lower triangle, entries of order 1 or below.
    @FunctionalInterface
    interface Rows {

        /// Writes a row's entries up to the diagonal.
        ///
        /// @param i the row
        /// @param into the first `i + 1` elements of it; what is behind them need not be kept
        void read(int i, double[] into);
    }

    /// Whether this processor's vectors carry it; in float32 there is no other way.
    static boolean isFast() {
        return Kernels.get() instanceof VectorKernels;
    }

    /// Bytes that a matrix takes.
    ///
    /// @param n the order
    static long bytesF64(int n) {
        return Double.BYTES * Kernels.get().packing().elements(n);
    }

    /// A copy in float64.
    ///
    /// @param n the order
    static DenseMatrix f64(int n, Rows rows) {
        return new DenseF64(n, rows);
    }

    /// A copy in float32, where [#isFast].
    ///
    /// @param n the order
    static DenseMatrix f32(int n, Rows rows) {
        return new VectorDenseF32(n, rows);
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
