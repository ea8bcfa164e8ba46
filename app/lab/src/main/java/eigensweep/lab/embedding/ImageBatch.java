package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import java.util.Arrays;
import java.util.List;

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
