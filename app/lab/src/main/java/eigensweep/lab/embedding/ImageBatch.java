package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Images of one shape as the numbers a network reads.
///
/// @param shape `n x channels x height x width`
/// @param values row-major
record ImageBatch(long[] shape, float[] values) {

    /// Images that go through a network together.
    static final int SIZE = 32;

    static ImageBatch of(List<Image> images, Normalisation normalisation) {
        ImageShape shape = images.getFirst().shape();
        float[] values = new float[Math.multiplyExact(images.size(), shape.size())];
        for (int i = 0; i < images.size(); i++) {
            normalisation.apply(images.get(i), values, i * shape.size());
        }
        return new ImageBatch(new long[] {images.size(), shape.channels(), shape.height(), shape.width()}, values);
    }

    /// The vectors of images, a batch after the other.
    ///
    /// @param run makes those of a batch
    /// @param step is told of each
    static float[][] vectors(
            List<Image> images, Normalisation normalisation, Function<ImageBatch, float[][]> run, Runnable step) {
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < images.size(); from += SIZE) {
            List<Image> some = images.subList(from, Math.min(from + SIZE, images.size()));
            rows.addAll(List.of(run.apply(of(some, normalisation))));
            step.run();
        }
        return rows.toArray(float[][]::new);
    }

    int images() {
        return Math.toIntExact(shape[0]);
    }

    /// One row an image: whatever the network gives for it, flattened.
    static float[][] rows(float[] output, int images) {
        int dimension = output.length / images;
        float[][] rows = new float[images][];
        for (int i = 0; i < images; i++) {
            rows[i] = Arrays.copyOfRange(output, i * dimension, (i + 1) * dimension);
        }
        return rows;
    }
}
