package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import java.util.SplittableRandom;

/// A flip every other time (`RandomHorizontalFlip`, `RandomVerticalFlip` with `p = 0.5`).
///
/// @param axis which
public record RandomFlip(Axis axis) implements Augmentation {

    /// What a flip changes.
    public enum Axis {
        /// Left and right.
        HORIZONTAL,
        /// Top and bottom.
        VERTICAL
    }

    @Override
    public Image apply(Image image, SplittableRandom random) {
        return random.nextBoolean() ? flip(image) : image;
    }

    /// The flipped image.
    Image flip(Image image) {
        return (axis == Axis.HORIZONTAL ? Turn.HORIZONTAL_FLIP : Turn.VERTICAL_FLIP).apply(image);
    }
}
