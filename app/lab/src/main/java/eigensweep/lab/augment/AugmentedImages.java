package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.ImageSource;
import eigensweep.lab.images.Preprocessing;
import eigensweep.table.YamlText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// The images of a data set, augmented where they are decoded: on the worker threads of an
/// [eigensweep.lab.images.ImageStream]. What becomes of an image depends on the seed, the epoch and its number only.
///
/// @param images as they are
/// @param preprocessing done before, if anything
/// @param augmentation what is done to each
/// @param seed of the run
/// @param epoch how often the data set was gone through before
public record AugmentedImages(
        ImageDataset images, Optional<Preprocessing> preprocessing, Augmentation augmentation, long seed, int epoch)
        implements ImageSource {

    /// A data set like the given one, but augmented.
    public ImageDataset dataset() {
        ImageShape shape = preprocessing
                .map(square -> new ImageShape(3, square.crop(), square.crop()))
                .orElse(images.shape());
        return new ImageDataset(
                images.name(), images.format(), images.count(), shape, images.labels(), images.notices(), this);
    }

    @Override
    public Image read(int index) {
        Image image = images.image(index);
        Image prepared = preprocessing.map(square -> square.apply(image)).orElse(image);
        return augmentation.apply(prepared, Augmentations.random(seed, epoch, index));
    }

    @Override
    public String name(int index) {
        return images.imageName(index);
    }

    @Override
    public void digest(int index, MessageDigest digest) {
        images.digest(index, digest);
        String done = preprocessing.map(YamlText::key).orElse("") + augmentation + seed + "," + epoch;
        digest.update(done.getBytes(StandardCharsets.UTF_8));
    }
}
