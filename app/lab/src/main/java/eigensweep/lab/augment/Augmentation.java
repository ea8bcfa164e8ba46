package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import java.util.SplittableRandom;

/// Makes an image into a random one like it. Its shape stays; its full intensity becomes 255 unless pixels only
/// change places. All randomness comes from the argument ([Augmentations#random]), so that neither threads nor
/// the order of the images matter. May be used by several threads at once.
public sealed interface Augmentation
        permits AugMix,
                AutoAugment,
                Chain,
                ElasticTransform,
                GaussianNoise,
                RandAugment,
                RandomFlip,
                TrivialAugmentWide {

    /// The augmented image; the given one is not changed.
    Image apply(Image image, SplittableRandom random);
}
