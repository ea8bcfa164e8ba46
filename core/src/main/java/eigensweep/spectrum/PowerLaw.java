package eigensweep.spectrum;

import eigensweep.simd.Kernels;
import java.util.Optional;
import java.util.stream.IntStream;

/// Fits a power law to a tail, trying every point but the last as its start.
///
/// For the start `x_i` of sorted points `x_0 <= ... <= x_{K-1}`, with `n = K - i`:
///
/// - `alpha_i = 1 + n / sum_{j >= i} ln(x_j / x_i)`, the continuous maximum-likelihood estimate;
/// - `D_i = max_{j >= i} | 1 - (x_j / x_i)^(1 - alpha_i) - (j - i) / n |`;
///
/// and the first `i` with the smallest `D_i` is taken: the answer of Python's `powerlaw` 1.x and of
/// WeightWatcher.
///
/// Evaluating every `D_i` takes `K^2 / 2` exponentials. Most starts are ruled out without: `D_i` over every 64th
/// point is a lower bound, and a start whose bound exceeds a distance already reached cannot win. Between two
/// grid points both distribution functions are monotone, which bounds `D_i` over the block from above, so that
/// even for the remaining starts most blocks need not be evaluated. The answer is that of the full scan.
public final class PowerLaw {

    private static final int GRID = 64;

    /// What rounding may add to a bound that is computed from exponentials good to an ulp.
    private static final double ROUNDING = 1e-14;

    private final Kernels kernels;
    private final double[] points;
    private final double[] logs;
    private final double[] alphas;

    private PowerLaw(double[] points) {
        this.kernels = Kernels.forWork((long) points.length * points.length);
        this.points = points;
        this.logs = new double[points.length];
        double largest = points[points.length - 1];
        for (int i = 0; i < points.length; i++) {
            double ratio = points[i] / largest;
            logs[i] = ratio >= Double.MIN_NORMAL ? Math.log(ratio) : Math.log(points[i]) - Math.log(largest);
        }
        this.alphas = alphas(logs);
    }

    /// Fits the points.
    ///
    /// @param points ascending, all positive
    /// @return the fit, or nothing if there are fewer than two points or all are equal
    public static Optional<PowerLawFit> fit(double[] points) {
        if (points.length < 2 || points[0] == points[points.length - 1]) {
            return Optional.empty();
        }
        requirePositive(points);
        return Optional.of(new PowerLaw(points).best());
    }

    /// What every start would give: the curve that [#fit] takes the lowest point of.
    ///
    /// @param xmin the starts, ascending
    /// @param alpha the exponent fitted from each
    /// @param d the distance of each
    public record Distances(double[] xmin, double[] alpha, double[] d) {}

    /// `D_i` at every start, exactly. A start from which on all points are equal has none and is left out.
    ///
    /// @param points ascending, all positive
    public static Distances distances(double[] points) {
        return distances(points, IntStream.range(0, points.length).toArray());
    }

    /// `D_i` at some starts, exactly, for a fraction of the work.
    ///
    /// @param points ascending, all positive
    /// @param starts indices of points, ascending
    public static Distances distances(double[] points, int[] starts) {
        if (points.length < 2 || starts.length == 0) {
            return new Distances(new double[0], new double[0], new double[0]);
        }
        requirePositive(points);
        PowerLaw law = new PowerLaw(points);
        int[] fitted = IntStream.of(starts)
                .filter(i -> i < law.alphas.length && law.alphas[i] < Double.POSITIVE_INFINITY)
                .toArray();
        return new Distances(
                IntStream.of(fitted).mapToDouble(i -> points[i]).toArray(),
                IntStream.of(fitted).mapToDouble(i -> law.alphas[i]).toArray(),
                IntStream.of(fitted)
                        .mapToDouble(i -> law.distance(i, Double.POSITIVE_INFINITY))
                        .toArray());
    }

    private static void requirePositive(double[] points) {
        if (!(points[0] > 0)) {
            throw new IllegalArgumentException("a power law needs positive points; the smallest is " + points[0]);
        }
    }

    /// `alpha_i` for every start but the last point; infinite where all points from `i` on are equal.
    private static double[] alphas(double[] logs) {
        int count = logs.length;
        double[] alphas = new double[count - 1];
        double sum = logs[count - 1];
        double lost = 0;
        for (int i = count - 2; i >= 0; i--) {
            double y = logs[i] - lost;
            double next = sum + y;
            lost = (next - sum) - y;
            sum = next;
            double tail = count - i;
            double excess = sum - tail * logs[i];
            alphas[i] = logs[i] == logs[count - 1] ? Double.POSITIVE_INFINITY : 1 + tail / excess;
        }
        return alphas;
    }

    private PowerLawFit best() {
        double[] bounds = new double[alphas.length];
        int start = 0;
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = bound(i);
            start = bounds[i] < bounds[start] ? i : start;
        }
        double distance = distance(start, Double.POSITIVE_INFINITY);
        for (int i = 0; i < bounds.length; i++) {
            // Ties go to the earlier start, as in a scan from the left.
            if (bounds[i] <= distance && i != start) {
                double other = distance(i, distance);
                if (other < distance || (other == distance && i < start)) {
                    distance = other;
                    start = i;
                }
            }
        }
        int tail = points.length - start;
        double alpha = alphas[start];
        return new PowerLawFit(
                alpha, distance, (alpha - 1) / Math.sqrt(tail), points[start], points[points.length - 1], tail);
    }

    /// A lower bound of `D_i`: the distance over every 64th point from `i` on.
    private double bound(int i) {
        if (alphas[i] == Double.POSITIVE_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        double exponent = 1 - alphas[i];
        double perPoint = 1.0 / (points.length - i);
        double bound = 0;
        for (int j = firstBlockEnd(i); j < points.length; j += GRID) {
            bound = kernels.ksDistance(logs, i, j, j + 1, exponent, perPoint, bound);
        }
        int last = points.length - 1;
        return kernels.ksDistance(logs, i, last, last + 1, exponent, perPoint, bound);
    }

    private static int firstBlockEnd(int i) {
        return (i / GRID + 1) * GRID;
    }

    /// `D_i` if it is at most `limit`, otherwise something larger than `limit`.
    private double distance(int i, double limit) {
        double exponent = 1 - alphas[i];
        double perPoint = 1.0 / (points.length - i);
        double distance = 0;
        int from = i;
        while (from < points.length && distance <= limit) {
            int to = Math.min(points.length, (from / GRID + 1) * GRID);
            if (upperBound(i, from, to, exponent, perPoint) >= distance) {
                distance = kernels.ksDistance(logs, i, from, to, exponent, perPoint, distance);
            }
            from = to;
        }
        return distance;
    }

    /// An upper bound of the distance over the points `from <= j < to`: fit and empirical distribution both rise.
    private double upperBound(int i, int from, int to, double exponent, double perPoint) {
        double fitLow = 1 - Math.exp((logs[from] - logs[i]) * exponent);
        double fitHigh = 1 - Math.exp((logs[to - 1] - logs[i]) * exponent);
        double empiricalLow = (from - i) * perPoint;
        double empiricalHigh = (to - 1 - i) * perPoint;
        return Math.max(fitHigh - empiricalLow, empiricalHigh - fitLow) + ROUNDING;
    }
}
