package eigensweep.spectrum;

import org.apache.commons.statistics.distribution.GammaDistribution;

/// How large the largest eigenvalue of random weights is: the edge of the Marchenko-Pastur bulk, with what it
/// fluctuates.
///
/// Of a matrix `N x M` with independent elements of mean 0 and variance `s^2`, the largest eigenvalue of `W^T W` is
/// `s^2
/// (mu + c TW)`, where `mu = (sqrt(N - 1) + sqrt M)^2`, `c = (sqrt(N - 1) + sqrt M) (1 / sqrt(N - 1) + 1 / sqrt
/// M)^(1/3)` and
/// `TW` is of the Tracy-Widom distribution of order 1 (Johnstone 2001). Its quantiles are those of a Gamma distribution
/// with the same first three moments (Chiani 2014), which are good to 1 %.
final class RandomEdge {

    /// Beyond the edge lies the largest eigenvalue of so few random layers.
    private static final double BEYOND = 0.01;

    private static final double SHAPE = 46.446;
    private static final double SCALE = 0.186054;
    private static final double SHIFT = 9.84801;

    private RandomEdge() {}

    /// The edge of random weights of the same shape, slices and variance (that of all elements about 0).
    static double of(Spectrum spectrum) {
        double large = spectrum.largeSide();
        double small = spectrum.smallSide();
        double count = spectrum.eigenvalues().length;
        double slices = Math.max(1, Math.round(count / small));
        double sum = 0;
        for (double lambda : spectrum.eigenvalues()) {
            sum += lambda;
        }
        double variance = sum / (slices * large * small);
        double roots = Math.sqrt(Math.max(1, large - 1)) + Math.sqrt(small);
        double width = roots * Math.cbrt(1 / Math.sqrt(Math.max(1, large - 1)) + 1 / Math.sqrt(small));
        double quantile = GammaDistribution.of(SHAPE, SCALE).inverseSurvivalProbability(BEYOND / slices) - SHIFT;
        return variance * (roots * roots + width * quantile);
    }
}
