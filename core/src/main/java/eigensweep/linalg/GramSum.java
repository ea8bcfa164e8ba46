package eigensweep.linalg;

/// A Gram matrix `G = X^T X` of data read in stretches: summed up in memory of the backend's own, changed entry
/// by entry where the similarity asks for it (by a [GramKernel], or row by row), and then its eigenvalues. For
/// one thread, in float64. Every method may throw a [DeviceLostException] where the memory is a device's;
/// whoever sums starts again then.
public interface GramSum extends AutoCloseable {

    /// The number of rows and columns.
    int order();

    /// `G += A^T A`.
    ///
    /// @param values `A`, `rows x order`, row-major
    void add(double[] values, int rows);

    /// The diagonal.
    double[] diagonal();

    /// Shows the rows of the upper triangle, from the first to the last, and keeps what becomes of them.
    void map(RowChange change);

    /// Turns the sum of products into a kernel matrix: entry `i, j` becomes what the kernel makes of it. A
    /// backend may do so later, and where the matrix is; its last digits are its own.
    default void apply(GramKernel kernel) {
        int n = order();
        map((i, row) -> {
            for (int j = i; j < n; j++) {
                row[j] = kernel.at(i, j, row[j]);
            }
        });
    }

    /// The eigenvalues, ascending; the last thing that is asked, for it destroys the matrix.
    ///
    /// @throws SpectrumException if the matrix holds NaN or an infinity, or the eigensolver does not converge
    double[] eigenvalues();

    /// Gives the memory back.
    @Override
    void close();

    /// What becomes of a row.
    @FunctionalInterface
    interface RowChange {

        /// @param i the row
        /// @param row entries `i .. order - 1` are the matrix's, in their places, and are kept; those before
        ///     are anything
        void apply(int i, double[] row);
    }
}
