package eigensweep.curvature;

import java.util.Comparator;
import java.util.List;

/// How the eigenvalues of a matrix are distributed: points with weights that sum to 1, of which the moments are
/// those of the spectrum, `sum_k w_k t_k^j ~ tr(H^j) / n`, but for the randomness of the starting vectors.
///
/// @param dimension `n`
/// @param nodes by rising value
public record SpectralDensity(int dimension, List<Node> nodes) {

    /// A point of the quadrature.
    public record Node(double value, double weight) {}

    static SpectralDensity of(int dimension, List<Node> nodes) {
        return new SpectralDensity(
                dimension,
                nodes.stream().sorted(Comparator.comparingDouble(Node::value)).toList());
    }

    /// `sum_k w_k t_k^order`, an estimate of `tr(H^order) / n`.
    public double moment(int order) {
        double sum = 0;
        for (Node node : nodes) {
            sum += node.weight() * Math.pow(node.value(), order);
        }
        return sum;
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
