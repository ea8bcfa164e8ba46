package eigensweep.spectrum;

import eigensweep.simd.Kernels;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// Fits a power law to a tail, trying every point but the last as its start.
///
/// For the start `x_i` of sorted points `x_0 <= ... <= x_{K-1}`, with `n = K - i`:
///
/// - `alpha_i = 1 + n / sum_{j >= i} ln(x_j / x_i)`, the continuous maximum-likelihood estimate;
/// - `D_i = max_{j >= i} | 1 - (x_j / x_i)^(1 - alpha_i) - (j - i) / n |`;
///
/// and the first `i` with the smallest `D_i` is taken: the answer of Python's `powerlaw` 1.x and of
/// WeightWatcher. [TailSearch] finds it without evaluating them all. A tail holds all points that equal its
/// first, as `powerlaw` has it: no start lies within a run of equals.
///
/// From a given `xmin` on, `alpha - 1` is too large by a factor of `n / (n - 1)` on average, which matters where
/// points are few. Of fewer than [#FEW] points WeightWatcher since 0.7.6 takes the estimate without that bias,
/// `alpha_i = 1 + (n - 1) / sum_{j >= i} ln(x_j / x_i)`, and only starts whose tail has at least [#LEAST_TAIL]
/// points: that with all points, where there are not so many.
public final class PowerLaw {

    /// Fewer points than this are fitted without the bias.
    static final int FEW = 20;

    /// The least points of a tail where points are few.
    static final int LEAST_TAIL = 8;

    /// Distances that differ by less than this are not taken for equal: there would have to be billions of
    /// starts.
    private static final double TIE = 1e-10;

    private PowerLaw() {}

    /// Fits the points.
    ///
    /// @param points ascending, all positive
    /// @return the fit, or nothing if there are fewer than two points or all are equal, to rounding where they are
    ///     few
    public static Optional<PowerLawFit> fit(double[] points) {
        int count = points.length;
        if (count < 2 || points[0] == points[count - 1]) {
            return Optional.empty();
        }
        TailSearch search = search(points, count);
        if (count < FEW && search.alpha(0) == Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        TailSearch.Tail found = search.search(0);
        int tail = count - found.start();
        return Optional.of(new PowerLawFit(
                found.alpha(),
                found.distance(),
                (found.alpha() - 1) / Math.sqrt(tail),
                points[found.start()],
                points[count - 1],
                tail));
    }

    /// Whether the start that [#fit] finds is the one that points without rounding have, too: whether every
    /// other is farther from its law by more than rounding makes of both distances.
    ///
    /// With the error `e_i` of point `i`, `alpha_i` moves by about `(alpha_i - 1)^2 e_i`, and `D_i` by at
    /// most some `(alpha_i - 1) e_i`.
    ///
    /// @param points as they were fitted
    /// @param error of a point, relative to it
    static boolean isSteady(double[] points, PowerLawFit fit, DoubleUnaryOperator error) {
        int count = points.length;
        TailSearch search = search(points, count);
        int start = count - fit.numPlSpikes();
        double limit = fit.d() + (fit.alpha() - 1) * error.applyAsDouble(points[start]);
        for (int i = 0; i < count - 1; i++) {
            double alpha = search.alpha(i);
            double moves = (alpha - 1) * error.applyAsDouble(points[i]);
            if (i != start && alpha < Double.POSITIVE_INFINITY && moves > TIE && search.isWithin(i, limit + moves)) {
                return false;
            }
        }
        return true;
    }

    /// What every start would give: the curve that [#fit] takes the lowest point of.
    ///
    /// @param xmin the starts, ascending
    /// @param alpha the exponent fitted from each
    /// @param d the distance of each
    public record Distances(double[] xmin, double[] alpha, double[] d) {}

    /// `D_i` at every start, exactly. A start from which on all points are equal, or too few, has none and is left
    /// out.
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
        TailSearch search = search(points, starts.length);
        int[] fitted = IntStream.of(starts)
                .filter(i -> i < points.length - 1 && search.alpha(i) < Double.POSITIVE_INFINITY)
                .toArray();
        return new Distances(
                IntStream.of(fitted).mapToDouble(i -> points[i]).toArray(),
                IntStream.of(fitted).mapToDouble(search::alpha).toArray(),
                IntStream.of(fitted).mapToDouble(search::distance).toArray());
    }

    /// @param starts how many are to be evaluated
    private static TailSearch search(double[] points, int starts) {
        if (!(points[0] > 0)) {
            throw new IllegalArgumentException("a power law needs positive points; the smallest is " + points[0]);
        }
        TailSearch search = new TailSearch(Kernels.forWork((long) points.length * starts), points.length);
        search.load(logs(points), points.length);
        return search;
    }

    /// `ln(x / x_max)` of every point: ratios neither overflow nor vanish.
    static double[] logs(double[] points) {
        return logs(points, 0);
    }

    /// The same of the points from one on.
    static double[] logs(double[] points, int first) {
        double[] logs = new double[points.length - first];
        double largest = points[points.length - 1];
        for (int i = 0; i < logs.length; i++) {
            double point = points[first + i];
            double ratio = point / largest;
            logs[i] = ratio >= Double.MIN_NORMAL ? Math.log(ratio) : Math.log(point) - Math.log(largest);
        }
        return logs;
    }
}
