package eigensweep.curvature;

import java.util.Comparator;
import java.util.List;

/// How the eigenvalues of a matrix are distributed: points with weights that sum to 1, of which the moments are
/// those of the spectrum, `sum_k w_k t_k^j ~ tr(H^j) / n`, but for the randomness of the starting vectors.
///
/// @param dimension `n`
/// @param nodes by rising value
public record SpectralDensity(int dimension, List<Node> nodes) {

    private static final double ROUNDING = 1e-12;

    /// A point of the quadrature.
    public record Node(double value, double weight) {}

    static SpectralDensity of(int dimension, List<Node> nodes) {
        return new SpectralDensity(
                dimension,
                nodes.stream().sorted(Comparator.comparingDouble(Node::value)).toList());
    }

    /// The smallest node at and below which lies the share `p` of all weight: of the eigenvalues, about that share is
    /// no larger.
    ///
    /// @param p 0 to 1; 0 gives the smallest node, 1 the largest
    public double quantile(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("a share of " + p + ": it is 0 to 1");
        }
        double sum = 0;
        for (Node node : nodes) {
            sum += node.weight();
            // The weights sum to 1 but for rounding.
            if (sum >= p - ROUNDING) {
                return node.value();
            }
        }
        return nodes.getLast().value();
    }

    /// The density, smoothed by a normal of a deviation, at some places.
    ///
    /// @param deviation positive
    public double[] at(double[] places, double deviation) {
        if (!(deviation > 0)) {
            throw new IllegalArgumentException("a deviation of " + deviation + ": it is positive");
        }
        double[] density = new double[places.length];
        double scale = 1 / (deviation * Math.sqrt(2 * Math.PI));
        for (int i = 0; i < places.length; i++) {
            for (Node node : nodes) {
                double away = (places[i] - node.value()) / deviation;
                density[i] += node.weight() * scale * Math.exp(-0.5 * away * away);
            }
        }
        return density;
    }
}
