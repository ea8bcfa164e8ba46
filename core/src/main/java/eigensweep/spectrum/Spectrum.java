package eigensweep.spectrum;

/// The eigenvalues of a layer and what is needed to judge them.
///
/// @param eigenvalues ascending, none negative; those of all slices together where a kernel was pooled
/// @param largeSide `N`, the larger side of the matrix (of each slice)
/// @param smallSide `M`, the smaller side
/// @param resolution the smallest eigenvalue that can be told from zero, relative to the largest
/// @param resolvesZero whether an eigenvalue below that is known to be as small as it is, rather than lost in
///     rounding
public record Spectrum(double[] eigenvalues, int largeSide, int smallSide, double resolution, boolean resolvesZero) {

    private static final double KNOWN = 8;

    public Spectrum {
        if (eigenvalues.length == 0) {
            throw new IllegalArgumentException("a spectrum without eigenvalues");
        }
    }

    /// `lambda_max`.
    public double largest() {
        return eigenvalues[eigenvalues.length - 1];
    }

    /// `lambda_min`.
    public double smallest() {
        return eigenvalues[0];
    }

    /// How many eigenvalues are zero to rounding.
    public int zeros() {
        double threshold = resolution * largest();
        int zeros = 0;
        while (zeros < eigenvalues.length && eigenvalues[zeros] <= threshold) {
            zeros++;
        }
        return zeros;
    }

    /// How many are not.
    public int rank() {
        return eigenvalues.length - zeros();
    }

    /// Whether a quantity is known well enough to be given: always where singular values were computed directly;
    /// from a Gram matrix, where rounding changes it by at most `sqrt(resolution) / 8`, relative.
    ///
    /// The resolution is a bound that holds for every eigenvalue. What was measured of the small ones, on which
    /// these quantities depend, is below two units of rounding, hundreds of times less, so that in float64 a
    /// quantity that is given is the one of the singular values to 1e-9.
    ///
    /// @param moves how far the quantity moves, relative, for each `lambda_max` by which eigenvalues move
    boolean isKnown(double moves) {
        return resolvesZero || moves * resolution <= Math.sqrt(resolution) / KNOWN;
    }

    /// Whether the eigenvalues from one on are all equal to rounding.
    boolean isFlatFrom(int first) {
        // Squares of singular values are good to twice their rounding, however small the ones told from zero.
        double rounding = resolvesZero ? 2 * Math.sqrt(resolution) : resolution;
        return largest() - eigenvalues[first] <= rounding * largest();
    }

    /// The spectrum of `factor` times the matrix.
    public Spectrum times(double factor) {
        double[] scaled = eigenvalues.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return new Spectrum(scaled, largeSide, smallSide, resolution, resolvesZero);
    }
}
