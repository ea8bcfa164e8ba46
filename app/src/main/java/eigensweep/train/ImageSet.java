package eigensweep.train;

import eigensweep.data.Image;
import eigensweep.data.ImageDataset;
import eigensweep.data.ImageShape;
import eigensweep.data.Labels;
import eigensweep.data.Normalisation;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Labelled images that a network is trained or tested on.
///
/// @param dataset where they lie
/// @param indices which of them, in order
/// @param shape of each, once it is prepared
/// @param prepare brings an image to that shape
/// @param normalisation how bytes become numbers
record ImageSet(
        ImageDataset dataset,
        int[] indices,
        ImageShape shape,
        UnaryOperator<Image> prepare,
        Normalisation normalisation) {

    int count() {
        return indices.length;
    }

    Labels labels() {
        return Objects.requireNonNull(dataset.labels(), "opened with labels");
    }

    int label(int i) {
        return labels().of()[indices[i]];
    }

    /// Writes an image as numbers.
    ///
    /// @param i its place in this set
    /// @param changed what an augmentation does to it
    void read(int i, UnaryOperator<Image> changed, float[] target, int offset) {
        Image image = changed.apply(prepare.apply(dataset.image(indices[i])));
        if (!image.shape().equals(shape)) {
            throw new TrainException(
                    dataset.imageName(indices[i]) + ": is " + image.shape() + " where " + shape
                            + " is expected; name the size that all are to have (data: size)",
                    null);
        }
        normalisation.apply(image, target, offset);
    }

    /// Some of the images.
    ImageSet select(int[] places) {
        int[] chosen = IntStream.of(places).map(place -> indices[place]).toArray();
        return new ImageSet(dataset, chosen, shape, prepare, normalisation);
    }

    /// `0 .. count - 1` in an order that depends on the seed alone (Fisher-Yates).
    static int[] shuffled(int count, SplittableRandom random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
