package eigensweep.lab.train;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Labels;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.Seeds;
import eigensweep.lab.network.TrainException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
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
/// @param shift what makes them images of another distribution, the same each time they are read
/// @param normalisation how bytes become numbers
public record ImageSet(
        ImageDataset dataset,
        int[] indices,
        ImageShape shape,
        UnaryOperator<Image> prepare,
        Augmenting shift,
        Normalisation normalisation) {

    public int count() {
        return indices.length;
    }

    Labels labels() {
        return Objects.requireNonNull(dataset.labels(), "opened with labels");
    }

    int label(int i) {
        return labels().of()[indices[i]];
    }

    /// The share of the commonest label: how often a guess that looks at no image can be right.
    double chance() {
        int[] counts = new int[labels().classes().size()];
        for (int i = 0; i < count(); i++) {
            counts[label(i)]++;
        }
        return (double) Arrays.stream(counts).max().orElse(0) / count();
    }

    /// Writes an image as numbers.
    ///
    /// @param i its place in this set
    /// @param changed what an augmentation does to it
    void read(int i, UnaryOperator<Image> changed, float[] target, int offset) {
        Image image = changed.apply(prepared(i));
        if (!image.shape().equals(shape)) {
            throw new TrainException(
                    dataset.imageName(indices[i]) + ": is " + image.shape() + " where " + shape
                            + " is expected; name the size that all are to have (data: size)",
                    null);
        }
        normalisation.apply(image, target, offset);
    }

    /// An image as it is before any augmentation of the training.
    Image prepared(int i) {
        Image image = prepare.apply(dataset.image(indices[i]));
        return shift.apply(image, Seeds.of(Seeds.SHIFT, indices[i]));
    }

    /// The first images as they are augmented, `v / maxval`, a row an image: what people see.
    ///
    /// @param seed of the augmentation in an epoch
    float[] pixels(int count, Augmenting augmentation, long seed) {
        float[] rows = new float[count * shape.size()];
        for (int i = 0; i < count; i++) {
            Image image = augmentation.apply(prepared(i), Seeds.of(seed, i));
            Normalisation.UNIT.apply(image, rows, i * shape.size());
        }
        return rows;
    }

    /// Hashes the images as they are stored, and their classes.
    void digest(MessageDigest digest) {
        for (int index : indices) {
            dataset.digest(index, digest);
            digest.update(Integer.toString(labels().of()[index]).getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) '\n');
        }
    }

    /// The same images of another distribution.
    ImageSet changed(Augmenting other) {
        return new ImageSet(dataset, indices, shape, prepare, other, normalisation);
    }

    /// Some of the images.
    ImageSet select(int[] places) {
        int[] chosen = IntStream.of(places).map(place -> indices[place]).toArray();
        return new ImageSet(dataset, chosen, shape, prepare, shift, normalisation);
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
