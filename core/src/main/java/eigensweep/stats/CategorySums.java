package eigensweep.stats;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a category says of its mean and of noise around it, for any `phi`: with `y` one series,
/// `R_jk = phi^|j - k|` and `1` the vector of ones, all of
///
/// `1' R^-1 1 = 1 + (T - 1) (1 - phi) / (1 + phi)`,
/// `1' R^-1 y = y_1 + sum_{t > 1} (y_t - phi y_{t-1}) / (1 + phi)`,
/// `y' R^-1 y = y_1^2 + sum_{t > 1} (y_t - phi y_{t-1})^2 / (1 - phi^2)`,
/// `log det R = (T - 1) log(1 - phi^2)`
///
/// follow from a few sums that are taken once, of deviations from the mean.
final class CategorySums {

    private final String name;
    private final int count;
    private final int members;

    /// How many series there are of each length.
    private final Map<Integer, Integer> lengths = new TreeMap<>();

    private final double mean;
    private final boolean constant;
    private double squares;
    private double firsts;
    private double firstSquares;
    private double later;
    private double earlier;
    private double laterSquares;
    private double earlierSquares;
    private double products;

    CategorySums(Category category) {
        this.name = category.name();
        this.count = category.count();
        List<double[]> series = category.series();
        this.members = series.size();
        series.forEach(values -> lengths.merge(values.length, 1, Integer::sum));
        double origin = series.getFirst()[0];
        double sum = 0;
        boolean same = true;
        for (double[] values : series) {
            for (double value : values) {
                sum += value - origin;
                same &= value == origin;
            }
        }
        this.constant = same;
        double shift = sum / count;
        this.mean = origin + shift;
        for (double[] values : series) {
            add(values, origin, shift);
        }
    }

    private void add(double[] values, double origin, double shift) {
        double previous = (values[0] - origin) - shift;
        firsts += previous;
        firstSquares += previous * previous;
        squares += previous * previous;
        for (int t = 1; t < values.length; t++) {
            double deviation = (values[t] - origin) - shift;
            later += deviation;
            earlier += previous;
            laterSquares += deviation * deviation;
            earlierSquares += previous * previous;
            products += deviation * previous;
            squares += deviation * deviation;
            previous = deviation;
        }
    }

    String name() {
        return name;
    }

    /// `N`, the values of all series.
    int count() {
        return count;
    }

    int series() {
        return members;
    }

    /// The arithmetic mean.
    double mean() {
        return mean;
    }

    /// Whether all values are the same number.
    boolean isConstant() {
        return constant;
    }

    /// `sum (y - mean)^2`.
    double squares() {
        return squares;
    }

    /// `sum (y - mean)^2 / (N - 1)`.
    double variance() {
        return squares / (count - 1);
    }

    /// `Q(phi) = (y - mu)' R^-1 (y - mu)` with `mu` the generalised least-squares mean: for known `phi`,
    /// `Q / sigma^2` is chi-squared with `N - 1` degrees of freedom.
    double quadratic(double phi) {
        double complement = (1 - phi) * (1 + phi);
        double own = firstSquares + (laterSquares - 2 * phi * products + phi * phi * earlierSquares) / complement;
        double mixed = firsts + (later - phi * earlier) / (1 + phi);
        return own - mixed * mixed / information(phi);
    }

    /// `1' R^-1 1` over all series: `sigma^2` over the variance of the generalised least-squares mean.
    double information(double phi) {
        return members + (count - members) * (1 - phi) / (1 + phi);
    }

    /// `log det R` over all series.
    double logDeterminant(double phi) {
        return (count - members) * Math.log((1 - phi) * (1 + phi));
    }

    /// `n_eff(phi) = N^2 / sum_series 1' R 1`: as many independent values would know the arithmetic mean as well.
    double effectiveCount(double phi) {
        double sum = 0;
        for (Map.Entry<Integer, Integer> length : lengths.entrySet()) {
            sum += length.getValue() * EffectiveSampleSize.sumOfCorrelations(phi, length.getKey());
        }
        return (double) count * count / sum;
    }
}
