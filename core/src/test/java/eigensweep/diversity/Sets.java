package eigensweep.diversity;

import eigensweep.linalg.JavaBackend;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Golden;
import java.util.SplittableRandom;

/// Sets of samples for tests, and someone to compute.
final class Sets {

    static final Run RUN = new Run(new JavaBackend(), 1);
    static final FourierFeatures.Options FEATURES = FourierFeatures.Options.DEFAULT;

    private Sets() {}

    static Vectors of(double[][] rows) {
        double[] values = new double[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
        }
        return new Vectors("set", Matrix.of(values, rows.length, rows[0].length));
    }

    static Vectors gaussian(long seed, int n, int d) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[n * d];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return new Vectors("gaussian", Matrix.of(values, n, d));
    }

    static Vectors golden(String name) {
        return new Vectors(name, Golden.weights(name, 1).getFirst());
    }

    static VectorSamples cosine(Vectors vectors) {
        return VectorSamples.of(vectors, new Similarity.Cosine(), FEATURES);
    }

    static VendiScore score(Samples samples) {
        return VendiScore.of(samples, null, RUN);
    }
}
