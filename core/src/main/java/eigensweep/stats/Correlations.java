package eigensweep.stats;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/// Correlation of every pair of variables.
public final class Correlations {

    private Correlations() {}

    /// How two variables are compared.
    public enum Kind {
        /// `sum (x - mean_x)(y - mean_y) / sqrt(sum (x - mean_x)^2 sum (y - mean_y)^2)`: along a line.
        PEARSON,
        /// Pearson's correlation of the ranks, ties sharing their mean rank: along any rising curve.
        SPEARMAN
    }

    /// A variable.
    ///
    /// @param name of the variable
    /// @param values one an observation
    public record Variable(String name, double[] values) {

        public Variable {
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(name + " holds " + value);
                }
            }
        }
    }

    /// A pair of variables.
    ///
    /// @param kind how they are compared
    /// @param first a variable
    /// @param second another
    /// @param n observations
    /// @param r the correlation, -1 to 1
    /// @param p two-sided, of `t = r sqrt((n - 2) / (1 - r^2))` with `n - 2` degrees of freedom, as of
    ///     independent observations; exact for Pearson's `r` of normal variables
    /// @param reason why `r` or `p` is null; otherwise empty
    public record Correlation(
            Kind kind,
            String first,
            String second,
            int n,
            @Nullable Double r,
            @Nullable Double p,
            String reason) {}

    /// The matrix, row by row: every variable with every other and with itself.
    ///
    /// @throws IllegalArgumentException if the variables differ in length
    public static List<Correlation> matrix(Kind kind, List<Variable> variables) {
        return variables.stream()
                .flatMap(first -> variables.stream().map(second -> of(kind, first, second)))
                .toList();
    }

    /// The correlation of two variables.
    ///
    /// @throws IllegalArgumentException if they differ in length
    public static Correlation of(Kind kind, Variable first, Variable second) {
        int n = first.values().length;
        if (second.values().length != n) {
            throw new IllegalArgumentException(
                    first.name() + " has " + n + " values, " + second.name() + " " + second.values().length);
        }
        String reason = reason(first, second);
        if (!reason.isEmpty()) {
            return new Correlation(kind, first.name(), second.name(), n, null, null, reason);
        }
        double r = kind == Kind.PEARSON
                ? pearson(first.values(), second.values())
                : pearson(ranks(first.values()), ranks(second.values()));
        if (n < 3) {
            return new Correlation(kind, first.name(), second.name(), n, r, null, n + " values always lie on a line");
        }
        double t = Math.abs(r) * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
        double p = Math.min(1, 2 * TDistribution.of(n - 2).survivalProbability(t));
        return new Correlation(kind, first.name(), second.name(), n, r, p, "");
    }

    private static String reason(Variable first, Variable second) {
        if (first.values().length < 2) {
            return first.values().length + " values; a correlation takes at least 2";
        }
        for (Variable variable : List.of(first, second)) {
            double[] values = variable.values();
            if (Arrays.stream(values).allMatch(value -> value == values[0])) {
                return variable.name() + " is constant";
            }
        }
        return "";
    }

    private static double pearson(double[] x, double[] y) {
        double[] u = unit(x);
        double[] v = unit(y);
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * v[i];
        }
        return Math.clamp(sum, -1.0, 1.0);
    }

    /// The deviations from the mean, of length 1; scaled first, so that no square overflows or vanishes.
    private static double[] unit(double[] x) {
        double[] u = new double[x.length];
        double low = Arrays.stream(x).min().orElseThrow();
        double high = Arrays.stream(x).max().orElseThrow();
        double range = high / 2 - low / 2;
        double mean = 0;
        for (int i = 0; i < x.length; i++) {
            u[i] = (x[i] / 2 - low / 2) / range;
            mean += u[i] / x.length;
        }
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            u[i] -= mean;
            squares += u[i] * u[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < x.length; i++) {
            u[i] /= length;
        }
        return u;
    }

    /// Ranks from 1; equal values share the mean of theirs.
    static double[] ranks(double... values) {
        int[] order = Order.rising(values);
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
