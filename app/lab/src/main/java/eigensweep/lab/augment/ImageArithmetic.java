package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;

/// The operations that torchvision computes differently on PIL images and on tensors: centres, rounding,
/// precision. Images have 255 as their full intensity. What lies outside an image is black.
sealed interface ImageArithmetic permits PilArithmetic, TensorArithmetic {

    /// A warp.
    Image affine(Image image, Affine affine, Interpolation interpolation);

    /// A rotation about the centre, counter-clockwise.
    Image rotate(Image image, double degrees, Interpolation interpolation);

    /// `degenerate + factor * (value - degenerate)`.
    float blend(float degenerate, float value, double factor);

    /// Brightness of each pixel, one channel.
    byte[] luma(Image image);

    /// The mean of so many levels with a sum.
    float mean(long sum, int count);

    /// What stretches values from `low` to `high` over 0 to 255, as a table.
    byte[] stretch(int low, int high);

    /// [#blend] value by value, cut to 0 to 255.
    ///
    /// @param degenerate as many values as the image has, or as one channel has; then it is used for each
    default Image blend(byte[] degenerate, Image image, double factor) {
        byte[] pixels = image.pixels();
        byte[] blended = new byte[pixels.length];
        for (int start = 0; start < pixels.length; start += degenerate.length) {
            for (int i = 0; i < degenerate.length; i++) {
                float value = blend(Byte.toUnsignedInt(degenerate[i]), Byte.toUnsignedInt(pixels[start + i]), factor);
                blended[start + i] = (byte) (int) Math.clamp(value, 0, Levels.MAXVAL);
            }
        }
        return new Image(image.shape(), Levels.MAXVAL, blended);
    }

    /// The same where every value of `degenerate` is `grey`, as a table.
    default byte[] blend(float grey, double factor) {
        return Levels.table(value -> (int) Math.clamp(blend(grey, value, factor), 0, Levels.MAXVAL));
    }

    /// The mean of [#luma].
    default float meanLuma(Image image) {
        byte[] luma = luma(image);
        long sum = 0;
        for (byte value : luma) {
            sum += Byte.toUnsignedInt(value);
        }
        return mean(sum, luma.length);
    }

    /// Black at a factor of 0, the image at 1.
    default Image brightness(Image image, double factor) {
        return Levels.map(image, blend(0, factor));
    }

    /// Even grey at a factor of 0, the image at 1.
    default Image contrast(Image image, double factor) {
        return Levels.map(image, blend(meanLuma(image), factor));
    }

    /// Colourless at a factor of 0, the image at 1.
    default Image saturation(Image image, double factor) {
        return image.shape().channels() == 1 ? image : blend(luma(image), image, factor);
    }

    /// Smoothed at a factor of 0, the image at 1.
    default Image sharpness(Image image, double factor) {
        return blend(smooth(image), image, factor);
    }

    /// Each channel stretched from black to white; one of a single value stays as it is.
    default Image autocontrast(Image image) {
        byte[][] tables = new byte[image.shape().channels()][];
        for (int channel = 0; channel < tables.length; channel++) {
            int[] histogram = Levels.histogram(image, channel);
            tables[channel] = stretch(Levels.darkest(histogram), Levels.brightest(histogram));
        }
        return Levels.map(image, tables);
    }

    /// The mean of a pixel and its eight neighbours, itself counted five times; the border as it is.
    private static byte[] smooth(Image image) {
        ImageShape shape = image.shape();
        int width = shape.width();
        byte[] pixels = image.pixels();
        byte[] smooth = pixels.clone();
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int row = 1; row < shape.height() - 1; row++) {
                int start = channel * shape.area() + row * width;
                for (int i = start + 1; i < start + width - 1; i++) {
                    int sum = threeOf(pixels, i - width)
                            + threeOf(pixels, i)
                            + threeOf(pixels, i + width)
                            + 4 * Byte.toUnsignedInt(pixels[i]);
                    smooth[i] = (byte) ((2 * sum + 13) / 26); // A sum of 13 weights, rounded; no ties with an odd one.
                }
            }
        }
        return smooth;
    }

    private static int threeOf(byte[] pixels, int middle) {
        return Byte.toUnsignedInt(pixels[middle - 1])
                + Byte.toUnsignedInt(pixels[middle])
                + Byte.toUnsignedInt(pixels[middle + 1]);
    }
}
