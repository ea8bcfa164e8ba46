package eigensweep.testing;

import eigensweep.curvature.SpectralDensity;

/// Moments of a density.
public final class Moments {

    private Moments() {}

    /// `sum_k w_k t_k^order`, an estimate of `tr(H^order) / n`.
    public static double moment(SpectralDensity density, int order) {
        return density.nodes().stream()
                .mapToDouble(node -> node.weight() * Math.pow(node.value(), order))
                .sum();
    }
}
