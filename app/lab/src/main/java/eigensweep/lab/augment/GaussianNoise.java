package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/// `v + 255 ratio z`, cut to 0 to 255, with `z` of the standard normal distribution for each value; the noise is
/// cut to a whole number before it is added. This is `GaussianNoise(sigma=ratio)` of torchvision's transforms v2
/// on bytes.
///
/// @param ratio standard deviation of the noise as a share of full intensity, 0 or more
public record GaussianNoise(double ratio) implements Augmentation {

    public GaussianNoise {
        if (!(ratio >= 0)) {
            throw new IllegalArgumentException("noise at a ratio of " + ratio + " is not 0 or more");
        }
    }

    @Override
    public Image apply(Image image, SplittableRandom random) {
        return add(image, random::nextGaussian);
    }

    /// The image with given noise.
    ///
    /// @param normal asked once for each value, channel by channel, rows from top to bottom
    Image add(Image image, DoubleSupplier normal) {
        Image full = Levels.full(image);
        byte[] pixels = full.pixels();
        byte[] noisy = new byte[pixels.length];
        float deviation = (float) (ratio * Levels.MAXVAL);
        for (int i = 0; i < noisy.length; i++) {
            int noise = (int) ((float) normal.getAsDouble() * deviation);
            noisy[i] = (byte) Math.clamp(Byte.toUnsignedInt(pixels[i]) + noise, 0, Levels.MAXVAL);
        }
        return new Image(full.shape(), Levels.MAXVAL, noisy);
    }
}
