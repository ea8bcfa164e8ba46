package eigensweep.findings;

import java.util.List;

/// Straight stretches of a series: one, two or three lines, each fitted by least squares and free of its
/// neighbours, whichever number has the lowest `n log(RSS / n) + k log n` (Schwarz 1978) with `k` three a line
/// less one: its ends and where it breaks off.
///
/// @param count of stretches; 0 of a series too short to tell
/// @param breaks between them, halfway between two abscissae
public record Stages(int count, List<Double> breaks) {

    /// The fewest points of a stretch: a line through fewer fits whatever they are.
    private static final int SHORTEST = 4;

    private static final int MOST = 3;

    /// The stretches of a series.
    ///
    /// @param x ascending
    public static Stages of(double[] x, double[] y) {
        int n = x.length;
        if (n < MOST * SHORTEST) {
            return new Stages(0, List.of());
        }
        Stages best = new Stages(1, List.of());
        double lowest = criterion(n, residual(x, y, 0, n), 1);
        for (int i = SHORTEST; i + SHORTEST <= n; i++) {
            double first = residual(x, y, 0, i);
            double two = criterion(n, first + residual(x, y, i, n), 2);
            if (two < lowest) {
                lowest = two;
                best = new Stages(2, List.of(between(x, i)));
            }
            for (int j = i + SHORTEST; j + SHORTEST <= n; j++) {
                double three = criterion(n, first + residual(x, y, i, j) + residual(x, y, j, n), 3);
                if (three < lowest) {
                    lowest = three;
                    best = new Stages(3, List.of(between(x, i), between(x, j)));
                }
            }
        }
        return best;
    }

    private static double between(double[] x, int i) {
        return (x[i - 1] + x[i]) / 2;
    }

    private static double criterion(int n, double residual, int lines) {
        return n * Math.log(Math.max(residual, Double.MIN_NORMAL) / n) + (3 * lines - 1) * Math.log(n);
    }

    /// The sum of squares around the best line through some points.
    private static double residual(double[] x, double[] y, int from, int to) {
        double meanX = MetricChanges.mean(x, from, to);
        double meanY = MetricChanges.mean(y, from, to);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = from; i < to; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return Math.max(0, yy - xy * xy / xx);
    }
}
