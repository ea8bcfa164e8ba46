/// Image augmentation as torchvision defines it, on bytes: elementary operations, policies, noise, elastic warps.
@NullMarked
package eigensweep.data.augment;

import org.jspecify.annotations.NullMarked;
