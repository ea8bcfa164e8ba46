package eigensweep.diversity;

import eigensweep.diversity.Run.Listener;
import eigensweep.linalg.GramSum;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Sums the products of vectors in stretches that fit in the processor's caches: `X^T X` by stretches of
/// samples, `X X^T` by stretches of dimensions.
final class Products {

    private static final int ROWS_ELEMENTS = 1 << 18;

    /// Products of fewer samples are slower: 8 % at 85 and d = 3072.
    private static final int FEWEST_ROWS = 256;

    /// Each stretch passes over the whole of `X X^T`, so that there should be few.
    private static final int COLUMNS_ELEMENTS = 1 << 22;

    private static final int LONGEST = 4096;

    /// Samples read together, so that writing them as columns fills cache lines.
    private static final int TOGETHER = 16;

    private Products() {}

    /// Turns a sample into what is multiplied.
    @FunctionalInterface
    interface Change {

        /// @param at where the sample's values are
        void apply(int sample, double[] values, int at);
    }

    /// `G += sum_i z_i z_i^T`, where `z_i` is what a change makes of sample `i`. Every sample is read once.
    static void primal(Vectors vectors, Change change, GramSum gram, Listener listener) {
        int n = vectors.size();
        int d = vectors.dimension();
        int stretch = Math.min(n, Math.clamp(ROWS_ELEMENTS / d, FEWEST_ROWS, LONGEST));
        double[] tile = new double[stretch * d];
        MemorySegment segment = MemorySegment.ofArray(tile);
        for (int from = 0; from < n; from += stretch) {
            int count = Math.min(stretch, n - from);
            vectors.read(from, count, segment);
            for (int i = 0; i < count; i++) {
                change.apply(from + i, tile, i * d);
            }
            gram.add(tile, count);
            listener.heard("samples read", (from + count) / (double) n);
        }
    }

    /// `G_ij += f_i f_j <x_i - m, x_j - m>`.
    ///
    /// @param factors `f`
    /// @param centre `m`
    static void dual(Vectors vectors, double[] factors, double @Nullable [] centre, GramSum gram, Listener listener) {
        int n = vectors.size();
        int d = vectors.dimension();
        int stretch = Math.min(d, Math.clamp(COLUMNS_ELEMENTS / n, TOGETHER, LONGEST));
        double[] tile = new double[stretch * n];
        double[] part = new double[stretch * TOGETHER];
        MemorySegment segment = MemorySegment.ofArray(part);
        for (int column = 0; column < d; column += stretch) {
            int count = Math.min(stretch, d - column);
            for (int from = 0; from < n; from += TOGETHER) {
                int samples = Math.min(TOGETHER, n - from);
                for (int i = 0; i < samples; i++) {
                    vectors.readPart(from + i, column, count, segment, (long) i * count);
                }
                for (int k = 0; k < count; k++) {
                    double middle = centre == null ? 0 : centre[column + k];
                    for (int i = 0; i < samples; i++) {
                        tile[k * n + from + i] = (part[i * count + k] - middle) * factors[from + i];
                    }
                }
            }
            gram.add(tile, count);
            listener.heard("dimensions read", (column + count) / (double) d);
        }
    }

    /// Shows every sample once, in order.
    static void forEach(Vectors vectors, Change look) {
        int d = vectors.dimension();
        double[] values = new double[d];
        MemorySegment segment = MemorySegment.ofArray(values);
        for (int i = 0; i < vectors.size(); i++) {
            vectors.read(i, 1, segment);
            look.apply(i, values, 0);
        }
    }
}
