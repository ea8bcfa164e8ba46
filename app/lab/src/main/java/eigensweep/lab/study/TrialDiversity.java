package eigensweep.lab.study;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.diversity.Run;
import eigensweep.diversity.Similarity;
import eigensweep.diversity.VectorSamples;
import eigensweep.diversity.Vectors;
import eigensweep.diversity.VendiScore;
import eigensweep.diversity.WeightedVendi;
import eigensweep.findings.TrialResult.Diversity;
import eigensweep.lab.train.Features;
import eigensweep.linalg.Backend;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How diverse the images of a training were (PAPER F1, F2).
///
/// The zero vector has no direction: a black image, or one that no unit of a dead network answers to. To the cosine
/// all such vectors are alike here, and unlike all others: a column is added in which they have 1 and the others 0.
/// A network that is dead altogether thus has the score 1, and `rho` is 1.
final class TrialDiversity {

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TrialDiversity() {}

    static Diversity of(Features features, Backend backend, int threads) {
        Run run = new Run(backend, threads);
        int n = features.count();
        try (Arena arena = Arena.ofConfined()) {
            Vectors pixels = vectors("pixels", features.pixels(), n, arena);
            Vectors augmented = vectors("augmented images", features.augmented(), n, arena);
            return new Diversity(
                    n,
                    score(pixels, new Similarity.Pixel(), run),
                    score(augmented, new Similarity.Cosine(), run),
                    rho(features, arena));
        }
    }

    private static double score(Vectors vectors, Similarity similarity, Run run) {
        return VendiScore.of(new VectorSamples(vectors, similarity, null), null, run)
                .score();
    }

    private static double rho(Features features, Arena arena) {
        boolean dead = isZero(features.augmented(), 0, features.augmented().length);
        boolean deadBefore = isZero(features.plain(), 0, features.plain().length);
        if (dead || deadBefore) {
            return dead == deadBefore ? 1 : 0;
        }
        int n = features.count();
        return WeightedVendi.rho(
                new Vectors("images", matrix(features.plain(), n, features.width(), arena)),
                new Vectors("augmented images", matrix(features.augmented(), n, features.width(), arena)),
                WeightedVendi.Matching.PLAIN);
    }

    /// Rows, with the column for those that are zero where there are any.
    static Vectors vectors(String name, float[] rows, int n, Arena arena) {
        int d = rows.length / n;
        boolean anyZero = false;
        float[] wider = new float[n * (d + 1)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows, i * d, wider, i * (d + 1), d);
            if (isZero(rows, i * d, d)) {
                wider[i * (d + 1) + d] = 1;
                anyZero = true;
            }
        }
        return new Vectors(name, anyZero ? matrix(wider, n, d + 1, arena) : matrix(rows, n, d, arena));
    }

    private static boolean isZero(float[] values, int from, int count) {
        for (int j = from; j < from + count; j++) {
            if (values[j] != 0) {
                return false;
            }
        }
        return true;
    }

    private static Matrix matrix(float[] values, int rows, int columns, Arena arena) {
        MemorySegment data = arena.allocate(F64, values.length);
        for (int i = 0; i < values.length; i++) {
            data.setAtIndex(F64, i, values[i]);
        }
        return new Matrix(data, DType.F64, 0, rows, columns, columns, 1, 1.0);
    }
}
