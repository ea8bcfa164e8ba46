package eigensweep.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/// A mean with the interval that holds the true one with a given probability: `mean +- t_df(level) se` (Student
/// 1908), of independent and about normal values.
///
/// @param n values
/// @param mean their mean
/// @param low where the interval begins; minus infinity where a single value says nothing of the spread
/// @param high where it ends; plus infinity likewise
/// @param p the probability of a mean farther from 0 where the true one is 0, two-sided; 1 for a single value
public record MeanInterval(int n, double mean, double low, double high, double p) {

    /// The interval of values.
    ///
    /// @param level the probability, between 0 and 1
    /// @param values at least one, finite
    public static MeanInterval of(double level, double... values) {
        int n = values.length;
        if (n == 0) {
            throw new IllegalArgumentException("the mean of no values");
        }
        double mean = Arrays.stream(values).sum() / n;
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double error = Math.sqrt(squares / (n - 1) / n);
        return n == 1
                ? new MeanInterval(1, mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1)
                : around(level, n, mean, error, n - 1);
    }

    /// The interval of an estimate whose standard error is known with some degrees of freedom.
    ///
    /// @param level the probability, between 0 and 1
    /// @param n values behind it
    public static MeanInterval around(double level, int n, double mean, double standardError, double df) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a level of " + level + "; between 0 and 1");
        }
        if (standardError == 0) {
            return new MeanInterval(n, mean, mean, mean, mean == 0 ? 1 : 0);
        }
        TDistribution t = TDistribution.of(df);
        double half = t.inverseSurvivalProbability((1 - level) / 2) * standardError;
        double p = 2 * t.survivalProbability(Math.abs(mean) / standardError);
        return new MeanInterval(n, mean, mean - half, mean + half, Math.min(1, p));
    }

    /// Whether all of it lies above a number.
    public boolean isAbove(double number) {
        return low > number;
    }

    /// Whether all of it lies below a number.
    public boolean isBelow(double number) {
        return high < number;
    }
}
