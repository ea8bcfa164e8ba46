package eigensweep.diversity;

import eigensweep.diversity.Samples.Eigenvalues;
import eigensweep.diversity.Similarity.Rbf;
import eigensweep.linalg.GramSum;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Random Fourier features of a Gaussian kernel (Rahimi and Recht 2007): with `w_1 .. w_m` drawn from the
/// normal distribution of variance `1 / s^2`, and `z(x) = (cos <w_k, x>, sin <w_k, x>) / sqrt(m)` of `D = 2 m`
/// entries, `<z(x), z(y)>` is `k(x, y)` on average, and exactly 1 where `x = y`. Its variance is `(1 - k^2)^2 /
/// D` (Sutherland and Schneider 2015), so that the standard error of an entry is at most `1 / sqrt(D)`.
///
/// @param frequencies `w`, `m x d`, row-major, in the unit of the vectors
/// @param count `D`
/// @param kernel what they stand for
public record FourierFeatures(double[] frequencies, int count, Rbf kernel) {

    private static final int STRETCH = 256;
    private static final int CHECKED = 2000;

    /// How many features, from which seed.
    ///
    /// @param count `D`, even
    public record Options(int count, long seed) {

        /// 2048 features: a standard error of at most 0.022 in an entry.
        public static final Options DEFAULT = new Options(2048, 0);

        public Options {
            if (count < 2 || count % 2 != 0 || count > Samples.LARGEST_KERNEL) {
                throw new IllegalArgumentException(
                        count + " Fourier features; an even number up to " + Samples.LARGEST_KERNEL + " is expected");
            }
        }
    }

    static FourierFeatures draw(Options options, Vectors vectors, Rbf kernel) {
        SplittableRandom random = new SplittableRandom(options.seed());
        double[] frequencies = new double[Math.multiplyExact(options.count() / 2, vectors.dimension())];
        double bandwidth = kernel.bandwidth() * vectors.unit();
        for (int k = 0; k < frequencies.length; k++) {
            frequencies[k] = random.nextGaussian() / bandwidth;
        }
        return new FourierFeatures(frequencies, options.count(), kernel);
    }

    /// The largest standard error that an entry of the kernel can have.
    public double entryError() {
        return 1 / Math.sqrt(count);
    }

    /// By how much, relatively, these features miss the score of the exact kernel on at most 2000 of the
    /// samples, taken at equal steps: the measured error beside that of an entry.
    public double measuredError(Vectors vectors, Run run) {
        int m = Math.min(CHECKED, vectors.size());
        Vectors few = vectors.select(IntStream.range(0, m)
                .map(i -> Distances.sample(i, m, vectors.size()))
                .toArray());
        Run quiet = run.quietly();
        double exact =
                VendiScore.of(new VectorSamples(few, kernel, null), null, quiet).score();
        double approximate =
                VendiScore.of(new VectorSamples(few, kernel, this), null, quiet).score();
        return Math.abs(approximate - exact) / exact;
    }

    /// Eigenvalues of `Z^T P Z`.
    Eigenvalues eigenvalues(Vectors vectors, double @Nullable [] weights, Run run) {
        int n = vectors.size();
        int d = vectors.dimension();
        try (GramSum gram = run.backend().gramSum(count, run.threads())) {
            double[] values = new double[d];
            MemorySegment segment = MemorySegment.ofArray(values);
            double[] tile = new double[Math.min(n, STRETCH) * count];
            for (int from = 0; from < n; from += STRETCH) {
                int rows = Math.min(STRETCH, n - from);
                for (int i = 0; i < rows; i++) {
                    vectors.read(from + i, 1, segment);
                    vectors.checkFinite(from + i, Vectors.squaredLength(values, 0, d));
                    transform(values, Samples.root(weights, from + i), tile, i * count);
                }
                gram.add(tile, rows);
                run.listener().heard("samples read", (from + rows) / (double) n);
            }
            return VectorSamples.solved(gram, Form.FEATURES, n, run);
        }
    }

    private void transform(double[] x, double factor, double[] z, int at) {
        double perFeature = factor / Math.sqrt(count / 2.0);
        for (int k = 0; k < count / 2; k++) {
            double angle = Vectors.product(frequencies, k * x.length, x, 0, x.length);
            z[at + 2 * k] = Math.cos(angle) * perFeature;
            z[at + 2 * k + 1] = Math.sin(angle) * perFeature;
        }
    }
}
