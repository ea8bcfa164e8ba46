package eigensweep.spectrum;

import eigensweep.table.Field;

/// A power law fitted to the tail of a spectrum: `p(lambda) ~ lambda^-alpha` for `lambda >= xmin` (Clauset,
/// Shalizi and Newman 2009; PAPER F5).
///
/// @param alpha the exponent, by maximum likelihood; of fewer than 20 eigenvalues, less its bias
/// @param d the Kolmogorov-Smirnov distance between the tail and the fit
/// @param sigma the standard error of alpha, `(alpha - 1) / sqrt(n)`, `n` the eigenvalues it was fitted to
/// @param xmin where the tail starts: the eigenvalue that makes `d` smallest
/// @param xmax the largest eigenvalue
/// @param numPlSpikes how many eigenvalues are at least `xmin`: `n`, and what equals `xmin` besides
public record PowerLawFit(
        double alpha, @Field("D") double d, double sigma, double xmin, double xmax, int numPlSpikes) {}
