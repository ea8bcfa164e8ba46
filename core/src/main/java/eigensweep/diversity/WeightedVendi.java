package eigensweep.diversity;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The weighted Vendi Score (PAPER F2): `rho(X, X~) VS(X~)`, with `rho = <X, X~>_F / (||X||_F ||X~||_F)`, where
/// row `i` of `X~` was made from row `i` of the original `X`.
///
/// @param rho -1 to 1: how far the set is still what it was made from
/// @param score `VS(X~)`
public record WeightedVendi(double rho, double score) {

    /// What becomes of rows before `rho` is computed.
    public enum Rows {
        /// Nothing: as F2 is written, whatever the similarity of the score.
        RAW,
        /// Each has the length 1, so that long ones count for no more than short ones.
        NORMALISED
    }

    /// Which rows are compared, and how.
    ///
    /// @param alignment how rows are matched; null where the sets have one size and the same order
    /// @param sourceIndex for each row of `X~` the row of `X` it was made from; for [Alignment#SOURCE_INDEX]
    /// @param rows what becomes of rows before
    public record Matching(@Nullable Alignment alignment, int @Nullable [] sourceIndex, Rows rows) {

        /// Row by row, as F2 is written.
        public static final Matching PLAIN = new Matching(null, null, Rows.RAW);

        /// A matching of rows.
        ///
        /// @throws IllegalArgumentException if there is an index and no need for it, or a need and none
        public static Matching of(@Nullable Alignment alignment, int @Nullable [] sourceIndex, Rows rows) {
            return new Matching(alignment, sourceIndex, rows);
        }

        public Matching {
            if ((alignment == Alignment.SOURCE_INDEX) != (sourceIndex != null)) {
                throw new IllegalArgumentException(
                        "--align source-index and --source-index FILE go together: the file names, for each row, the"
                                + " row of the original it was made from");
            }
        }
    }

    /// `rho x VS`.
    public double weighted() {
        return rho * score;
    }

    /// `rho` of two sets.
    ///
    /// @param original `X`
    /// @param made `X~`
    /// @throws DiversityException if the sets do not match, or one is zero
    public static double rho(Vectors original, Vectors made, Matching matching) {
        if (original.dimension() != made.dimension()) {
            throw new DiversityException(
                    made.name(),
                    "has " + made.dimension() + " dimensions, " + original.name() + " has " + original.dimension());
        }
        if (matching.alignment() == null && original.size() != made.size()) {
            throw new DiversityException(
                    made.name(),
                    "has " + made.size() + " rows, " + original.name() + " has " + original.size()
                            + "; say with --align first, mean or source-index which belong together");
        }
        if (matching.alignment() == Alignment.MEAN) {
            return rhoOfMeans(original, made, matching.rows());
        }
        int[] sourceIndex = matching.sourceIndex();
        if (sourceIndex != null) {
            checkIndex(sourceIndex, original, made);
        }
        int count = sourceIndex == null ? Math.min(original.size(), made.size()) : made.size();
        Reader ofOriginal = new Reader(original.scaled(), matching.rows());
        Reader ofMade = new Reader(made.scaled(), matching.rows());
        double product = 0;
        double originalSquares = 0;
        double madeSquares = 0;
        int d = made.dimension();
        for (int i = 0; i < count; i++) {
            double[] x = ofOriginal.read(sourceIndex == null ? i : sourceIndex[i]);
            double[] y = ofMade.read(i);
            product += Vectors.product(x, 0, y, 0, d);
            originalSquares += Vectors.squaredLength(x, 0, d);
            madeSquares += Vectors.squaredLength(y, 0, d);
        }
        return quotient(product, originalSquares, madeSquares, original, made);
    }

    private static double rhoOfMeans(Vectors original, Vectors made, Rows rows) {
        double[] x = mean(original, rows);
        double[] y = mean(made, rows);
        return quotient(
                Vectors.product(x, 0, y, 0, x.length),
                Vectors.squaredLength(x, 0, x.length),
                Vectors.squaredLength(y, 0, y.length),
                original,
                made);
    }

    private static double[] mean(Vectors vectors, Rows rows) {
        Reader reader = new Reader(vectors.scaled(), rows);
        double[] mean = new double[vectors.dimension()];
        for (int i = 0; i < vectors.size(); i++) {
            double[] row = reader.read(i);
            for (int j = 0; j < mean.length; j++) {
                mean[j] += row[j] / vectors.size();
            }
        }
        return mean;
    }

    private static double quotient(double product, double x, double y, Vectors original, Vectors made) {
        if (x == 0 || y == 0) {
            throw new DiversityException(
                    (x == 0 ? original : made).name(), "the rows that are compared are all zero: rho is undefined");
        }
        // In this order a set and itself give 1 to the last bit, and no product overflows.
        return Math.clamp(product / x * Math.sqrt(x / y), -1.0, 1.0);
    }

    private static void checkIndex(int[] sourceIndex, Vectors original, Vectors made) {
        if (sourceIndex.length != made.size()) {
            throw new DiversityException(
                    made.name(),
                    "has " + made.size() + " rows, and --source-index names sources of " + sourceIndex.length);
        }
        for (int i = 0; i < sourceIndex.length; i++) {
            if (sourceIndex[i] < 0 || sourceIndex[i] >= original.size()) {
                throw new DiversityException(
                        original.name(),
                        "has rows 0 to " + (original.size() - 1) + "; --source-index names " + sourceIndex[i]
                                + " for row " + i);
            }
        }
    }

    /// Rows of one set, one at a time in the same memory.
    private static final class Reader {
        private final Vectors vectors;
        private final Rows rows;
        private final double[] values;
        private final MemorySegment segment;

        Reader(Vectors vectors, Rows rows) {
            this.vectors = vectors;
            this.rows = rows;
            this.values = new double[vectors.dimension()];
            this.segment = MemorySegment.ofArray(values);
        }

        double[] read(int row) {
            vectors.read(row, 1, segment);
            if (rows == Rows.RAW) {
                vectors.checkFinite(row, Vectors.squaredLength(values, 0, values.length));
                return values;
            }
            double factor = vectors.perLength(row, values, 0);
            for (int j = 0; j < values.length; j++) {
                values[j] *= factor;
            }
            return values;
        }
    }
}
