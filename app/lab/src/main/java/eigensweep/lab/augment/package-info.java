/// Augmentations of images, as torchvision defines them, and `eigensweep augment`.
@NullMarked
package eigensweep.lab.augment;

import org.jspecify.annotations.NullMarked;
