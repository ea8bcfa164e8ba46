package eigensweep.lab.train;

import eigensweep.lab.augment.Augmentation;
import eigensweep.lab.augment.Augmentations;
import eigensweep.lab.images.Image;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What is done to an image before a network sees it.
///
/// @param images what is done to each, or null: nothing
record Augmenting(@Nullable Augmentation images) {

    /// Images are seen as they are.
    static final Augmenting NONE = new Augmenting(null);

    /// An augmentation by its name.
    ///
    /// @param name as [Augmentations#named] knows it, or null for none
    /// @throws IllegalArgumentException if there is none of that name
    static Augmenting of(@Nullable String name) {
        return name == null ? NONE : new Augmenting(Augmentations.named(name));
    }

    /// The changed image, of the same shape.
    ///
    /// @param seed of all its draws; another one for every image and epoch
    Image apply(Image image, long seed) {
        return images == null ? image : images.apply(image, new SplittableRandom(seed));
    }
}
