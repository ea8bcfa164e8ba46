package eigensweep.diversity;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Distances among a few of many vectors.
final class Distances {

    private static final int FEW = 1000;

    private Distances() {}

    /// The median of the positive distances among at most a thousand vectors, taken at equal steps; 1 if all
    /// are alike, where it does not matter.
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
                double squared = 0;
                for (int k = 0; k < d; k++) {
                    double difference = values[i * d + k] - values[j * d + k];
                    squared += difference * difference;
                }
                if (squared > 0) {
                    distances[count++] = Math.sqrt(squared);
                }
            }
        }
        Arrays.sort(distances, 0, count);
        return count == 0 ? 1 : (distances[(count - 1) / 2] + distances[count / 2]) / 2;
    }

    /// The `i`-th of `m` samples taken of `n` at equal steps.
    static int sample(int i, int m, int n) {
        return Math.toIntExact((long) i * n / m);
    }
}
