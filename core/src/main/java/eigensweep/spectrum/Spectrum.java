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

    /// The spectrum of `factor` times the matrix.
    public Spectrum times(double factor) {
        double[] scaled = eigenvalues.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return new Spectrum(scaled, largeSide, smallSide, resolution, resolvesZero);
    }
}
