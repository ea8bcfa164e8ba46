package eigensweep.spectrum;

import java.util.Arrays;

/// A kernel density estimate on a grid, with the triangle of half-width `h` as the kernel: `y(x) = 1/(n h) sum_i
/// max(0, 1 - |x - x_i| / h)`.
///
/// @param x where
/// @param y the density there
record LinearDensity(double[] x, double[] y) {

    /// The density of sorted points. Under either half of the triangle lie neighbours in sorted order, so their
    /// sum is a difference of two running sums.
    static LinearDensity of(double[] points, double h, double[] x) {
        int n = points.length;
        double[] sums = new double[n + 1];
        for (int i = 0; i < n; i++) {
            sums[i + 1] = sums[i] + points[i];
        }
        double[] y = new double[x.length];
        int left = 0;
        int middle = 0;
        int right = 0;
        for (int g = 0; g < x.length; g++) {
            left = advance(points, left, x[g] - h);
            middle = advance(points, middle, x[g]);
            right = advance(points, right, x[g] + h);
            double rising = (middle - left) * (1 - x[g] / h) + (sums[middle] - sums[left]) / h;
            double falling = (right - middle) * (1 + x[g] / h) - (sums[right] - sums[middle]) / h;
            y[g] = (rising + falling) / (n * h);
        }
        return new LinearDensity(x, y);
    }

    private static int advance(double[] points, int from, double to) {
        int i = from;
        while (i < points.length && points[i] < to) {
            i++;
        }
        return i;
    }

    /// The part of the grid where the density exceeds a threshold.
    LinearDensity above(double threshold) {
        int count = 0;
        double[] keptX = new double[x.length];
        double[] keptY = new double[x.length];
        for (int g = 0; g < x.length; g++) {
            if (y[g] > threshold) {
                keptX[count] = x[g];
                keptY[count++] = y[g];
            }
        }
        return new LinearDensity(Arrays.copyOf(keptX, count), Arrays.copyOf(keptY, count));
    }

    int size() {
        return x.length;
    }

    /// The leftmost place of the largest density.
    double mode() {
        int best = 0;
        for (int g = 1; g < y.length; g++) {
            best = y[g] > y[best] ? g : best;
        }
        return x[best];
    }
}
