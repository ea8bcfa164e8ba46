package eigensweep.simd;

/// A symmetric matrix with a band, and the steps that make it tridiagonal: each column is cleared by a
/// reflection, and the bulge that it leaves below the band is chased down to the end of the matrix (Bischof,
/// Lang and Sun 2000; LAPACK's `DSYTRD_SB2ST`). Every step works on whole blocks of the band's width, whose
/// columns fit into registers; beyond the end of the matrix there are zeros.
public sealed interface BandMatrix permits VectorBand, VectorBandF32 {

    /// Whether this processor's vectors have the length that the steps are written for, of 256 or 512 bits: shorter
    /// ones make a band that no first stage reaches fast.
    static boolean isFast() {
        return Kernels.get() instanceof VectorKernels && (width() == 32 || width() == 64);
    }

    /// The number of couplings below the diagonal: entry `(i, j)` is zero where `i - j` is more. Eight vectors of
    /// doubles, which are in registers at once.
    static int width() {
        return 8 * Kernels.get().vectorBits() / Double.SIZE;
    }

    /// Zeros in float64, where [#isFast].
    ///
    /// @param n the order
    static BandMatrix f64(int n) {
        return new VectorBand(n);
    }

    /// Zeros in float32, likewise.
    ///
    /// @param n the order
    static BandMatrix f32(int n) {
        return new VectorBandF32(n);
    }

    /// Elements between columns: so many that a vector which begins above the diagonal reads what no column uses.
    static int stride(int width, int lanes) {
        return 2 * width + lanes - 1;
    }

    /// Elements of the band, and of the zeros beyond its end.
    static int elements(int n, int width, int stride) {
        return Math.addExact(Math.multiplyExact(n + width, stride + 1), stride);
    }

    /// The order.
    int order();

    /// Entry `(i, j)` of the lower triangle.
    double get(int i, int j);

    /// Sets entry `(i, j)` of the lower triangle. Entries are of order 1 or below.
    void set(int i, int j, double value);

    /// Clears column `j` below its first coupling, and chases the bulge. The columns before it have been cleared.
    default void clear(int j) {
        reflectColumn(j);
        for (int row = j + 1; ; row += width()) {
            reflectDiagonal(row);
            if (row + width() >= order()) {
                return;
            }
            reflectBelow(row);
        }
    }

    /// Finds the reflection that clears column `j`, the first of a chase.
    void reflectColumn(int j);

    /// Applies the reflection at hand to the block on the diagonal from `row` on, from both sides.
    void reflectDiagonal(int row);

    /// Applies the reflection at hand to the block below the one on the diagonal, from the right; then finds
    /// the one that clears this block's first column, and applies it from the left. It is the reflection at
    /// hand from then on.
    void reflectBelow(int row);
}
