package eigensweep.spectrum;

/// A power law fitted to the tail of a spectrum: `p(lambda) ~ lambda^-alpha` for `lambda >= xmin` (Clauset,
/// Shalizi and Newman 2009; PAPER F5).
///
/// @param alpha the exponent, by maximum likelihood
/// @param d the Kolmogorov-Smirnov distance between the tail and the fit
/// @param sigma the standard error of alpha, `(alpha - 1) / sqrt(numPlSpikes)`
/// @param xmin where the tail starts: the eigenvalue that makes `d` smallest
/// @param xmax the largest eigenvalue
/// @param numPlSpikes how many eigenvalues the tail has
public record PowerLawFit(double alpha, double d, double sigma, double xmin, double xmax, int numPlSpikes) {}
