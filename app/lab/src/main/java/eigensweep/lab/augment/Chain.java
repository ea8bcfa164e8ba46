package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import java.util.List;
import java.util.SplittableRandom;

/// Augmentations one after the other.
///
/// @param links the first comes first
public record Chain(List<Augmentation> links) implements Augmentation {

    public Chain {
        links = List.copyOf(links);
    }

    @Override
    public Image apply(Image image, SplittableRandom random) {
        Image changed = image;
        for (Augmentation link : links) {
            changed = link.apply(changed, random);
        }
        return changed;
    }
}
