package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.SplittableRandom;

/// Pixels are moved by smoothed noise, in the two directions: `alpha (g * u) / 2` pixels with `u` even in [-1, 1]
/// and `g` a Gaussian (torchvision's `ElasticTransform`, black outside). Where the filter is wider than the
/// image, which torchvision refuses, the image is reflected to and fro.
///
/// @param alpha how far; of `u` smoothed by `sigma = 5`, `alpha = 50` moves pixels by about 0.8
/// @param sigma standard deviation of the Gaussian, in pixels, above 0
/// @param interpolation how pixels between pixels are made
public record ElasticTransform(double alpha, double sigma, Interpolation interpolation) implements Augmentation {

    /// torchvision's, as it comes.
    public static final ElasticTransform DEFAULT = new ElasticTransform(50, 5, Interpolation.BILINEAR);

    public ElasticTransform {
        if (!(alpha >= 0) || !(sigma > 0)) {
            throw new IllegalArgumentException(
                    "alpha of " + alpha + " is not 0 or more, or sigma of " + sigma + " is not above 0");
        }
    }

    @Override
    public Image apply(Image image, SplittableRandom random) {
        Image full = Levels.full(image);
        ImageShape shape = full.shape();
        float[] right = uniform(shape.area(), random);
        float[] down = uniform(shape.area(), random);
        return warp(full, displacement(right, shape, shape.width()), displacement(down, shape, shape.height()));
    }

    private static float[] uniform(int count, SplittableRandom random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat();
        }
        return numbers;
    }

    /// How far pixels move in one direction, where the image is 2 wide: `alpha * blur(2 u - 1) / side`.
    ///
    /// @param uniform a number in [0, 1) for each pixel
    /// @param side of the image, in that direction
    float[] displacement(float[] uniform, ImageShape shape, int side) {
        float[] field = new float[uniform.length];
        for (int i = 0; i < field.length; i++) {
            field[i] = uniform[i] * 2 - 1;
        }
        GaussianBlur.of(sigma).apply(field, shape.height(), shape.width());
        float reach = (float) alpha;
        for (int i = 0; i < field.length; i++) {
            field[i] = field[i] * reach / side;
        }
        return field;
    }

    /// The image with each pixel taken from elsewhere.
    ///
    /// @param right how far to the right, for each pixel, where the image is 2 wide
    /// @param down how far down, where the image is 2 high
    Image warp(Image image, float[] right, float[] down) {
        ImageShape shape = image.shape();
        GridSampler sampler = new GridSampler(image, interpolation, GridSampler.Outside.BLACK_TWICE);
        for (int row = 0; row < shape.height(); row++) {
            float y = middle(row, shape.height());
            for (int column = 0; column < shape.width(); column++) {
                int at = row * shape.width() + column;
                sampler.sample(middle(column, shape.width()) + right[at], y + down[at], at);
            }
        }
        return sampler.image();
    }

    /// Where the middle of a pixel lies between -1 and 1.
    private static float middle(int index, int side) {
        return (float) ((2.0 * index + 1 - side) / side);
    }
}
