package eigensweep.diversity;

import eigensweep.linalg.GramSum;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Distances of vectors, and the Gaussians of them.
final class Distances {

    private static final int FEW = 1000;

    /// By how much rounding may move the exponent of a Gaussian. Rounding leaves a distance that is computed from
    /// products about an ulp of the longest vector's square.
    private static final double TOLERATED = 1e-10;

    /// Numbers that are read at a time.
    private static final int STRETCH = 1 << 22;

    private Distances() {}

    /// The median of the positive distances among at most a thousand vectors, taken at equal steps; 1 if all
    /// vectors are alike, where it does not matter.
    ///
    /// @throws DiversityException if those are all alike, and others are not
    static double median(Vectors vectors) {
        int m = Math.min(FEW, vectors.size());
        int d = vectors.dimension();
        double[] values = new double[Math.multiplyExact(m, d)];
        MemorySegment segment = MemorySegment.ofArray(values);
        for (int i = 0; i < m; i++) {
            int sample = sample(i, m, vectors.size());
            vectors.readPart(sample, 0, d, segment, (long) i * d);
            vectors.checkFinite(sample, Vectors.squaredLength(values, i * d, d));
        }
        double[] distances = new double[m * (m - 1) / 2];
        int count = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                double distance = distance(values, i * d, j * d, d);
                if (distance > 0) {
                    distances[count++] = distance;
                }
            }
        }
        if (count == 0) {
            checkAlike(vectors, values);
            return 1;
        }
        Arrays.sort(distances, 0, count);
        return distances[(count - 1) / 2] / 2 + distances[count / 2] / 2;
    }

    /// `||x - y||`, whose square may be too small a number.
    private static double distance(double[] values, int x, int y, int d) {
        double squared = 0;
        double largest = 0;
        for (int k = 0; k < d; k++) {
            double difference = values[x + k] - values[y + k];
            squared += difference * difference;
            largest = Math.max(largest, Math.abs(difference));
        }
        if (largest == 0 || squared >= Double.MIN_NORMAL / Math.ulp(1.0)) {
            return Math.sqrt(squared);
        }
        double relative = 0;
        for (int k = 0; k < d; k++) {
            double difference = (values[x + k] - values[y + k]) / largest;
            relative += difference * difference;
        }
        return Math.sqrt(relative) * largest;
    }

    /// @param one vector, of which the thousand are copies
    private static void checkAlike(Vectors vectors, double[] one) {
        Products.forEach(vectors, (i, values, at) -> {
            if (Arrays.mismatch(values, 0, values.length, one, 0, values.length) >= 0) {
                throw new DiversityException(
                        vectors.name(),
                        "a thousand rows taken at equal steps are all alike, while row " + vectors.row(i)
                                + " (from 0) is another: there is no median distance; give --bandwidth");
            }
        });
    }

    /// Whether distances that are computed as `x^2 + y^2 - 2 x y` are too far off for Gaussians of a bandwidth, as
    /// they are where vectors lie farther from their centre than from each other.
    ///
    /// @param squares `x^2` of every vector
    static boolean areLost(double[] squares, double bandwidth) {
        double largest = Arrays.stream(squares).max().orElse(0);
        return Math.ulp(1.0) * (largest / bandwidth) / bandwidth > TOLERATED;
    }

    /// Makes a sum of nothing the matrix of `exp(-||x - y||^2 / (2 s^2))`, from the differences of the vectors.
    ///
    /// @param bandwidth `s`, in the unit of the vectors
    /// @param roots by which entries are multiplied, or null
    static void gaussians(
            Vectors vectors, double bandwidth, double @Nullable [] roots, GramSum gram, Run.Listener listener) {
        int n = vectors.size();
        int d = vectors.dimension();
        int stretch = Math.clamp(STRETCH / n, 1, d);
        double perBandwidth = Math.min(1 / bandwidth, Double.MAX_VALUE);
        double[] tile = new double[n * stretch];
        MemorySegment segment = MemorySegment.ofArray(tile);
        for (int column = 0; column < d; column += stretch) {
            int count = Math.min(stretch, d - column);
            for (int i = 0; i < n; i++) {
                vectors.readPart(i, column, count, segment, (long) i * count);
            }
            gram.map((i, row) -> {
                for (int j = i; j < n; j++) {
                    row[j] += squared(tile, i * count, j * count, count, perBandwidth);
                }
            });
            listener.heard("distances", (column + count) / (double) d);
        }
        gram.map((i, row) -> {
            for (int j = i; j < n; j++) {
                double similarity = Math.exp(-row[j] / 2);
                row[j] = roots == null ? similarity : similarity * roots[i] * roots[j];
            }
        });
    }

    /// `(f ||x - y||)^2`.
    private static double squared(double[] values, int x, int y, int count, double f) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            double difference = (values[x + k] - values[y + k]) * f;
            sum += difference * difference;
        }
        return sum;
    }

    /// The `i`-th of `m` samples taken of `n` at equal steps.
    static int sample(int i, int m, int n) {
        return Math.toIntExact((long) i * n / m);
    }
}
