package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import java.util.function.IntUnaryOperator;

/// What changes each value on its own, by tables of 256 entries. PIL and torchvision's tensors agree on these.
final class Levels {

    static final int COUNT = 256;
    static final int MAXVAL = 255;

    private Levels() {}

    /// The image with the intensities 0 to 255: `255 v / maxval`, rounded.
    static Image full(Image image) {
        int maxval = image.maxval();
        if (maxval == MAXVAL) {
            return image;
        }
        return map(image, table(value -> Math.min((2 * MAXVAL * value + maxval) / (2 * maxval), MAXVAL)));
    }

    /// What becomes of each value.
    static byte[] table(IntUnaryOperator level) {
        byte[] table = new byte[COUNT];
        for (int value = 0; value < COUNT; value++) {
            table[value] = (byte) level.applyAsInt(value);
        }
        return table;
    }

    /// Every value replaced by the table's.
    static Image map(Image image, byte[] table) {
        byte[] pixels = image.pixels();
        byte[] mapped = new byte[pixels.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = table[Byte.toUnsignedInt(pixels[i])];
        }
        return new Image(image.shape(), MAXVAL, mapped);
    }

    /// Every value of a channel replaced by that of the channel's table.
    static Image map(Image image, byte[][] tables) {
        byte[] pixels = image.pixels();
        byte[] mapped = new byte[pixels.length];
        int area = image.shape().area();
        for (int channel = 0; channel < tables.length; channel++) {
            byte[] table = tables[channel];
            for (int i = channel * area; i < (channel + 1) * area; i++) {
                mapped[i] = table[Byte.toUnsignedInt(pixels[i])];
            }
        }
        return new Image(image.shape(), MAXVAL, mapped);
    }

    /// The upper `bits` of each value, 0 to 8.
    static Image posterize(Image image, int bits) {
        if (bits < 0 || bits > 8) {
            throw new IllegalArgumentException(bits + " bits are not from 0 to 8");
        }
        int mask = -(1 << (8 - bits));
        return map(image, table(value -> value & mask));
    }

    /// Values from the threshold on are inverted.
    static Image solarize(Image image, double threshold) {
        return map(image, table(value -> value < threshold ? value : MAXVAL - value));
    }

    /// `255 - v`.
    static Image invert(Image image) {
        return solarize(image, 0);
    }

    /// Each channel's histogram made even: `v` becomes `(step / 2 + #{values below v}) / step`, rounded down,
    /// where `step = (pixels - pixels of the brightest value) / 255`, rounded down. A channel for which that is
    /// 0, as in every image of fewer than 256 pixels, stays as it is.
    static Image equalize(Image image) {
        byte[][] tables = new byte[image.shape().channels()][COUNT];
        for (int channel = 0; channel < tables.length; channel++) {
            int[] histogram = histogram(image, channel);
            int step = (image.shape().area() - histogram[brightest(histogram)]) / MAXVAL;
            int below = step / 2;
            for (int value = 0; value < COUNT; value++) {
                tables[channel][value] = (byte) (step == 0 ? value : Math.min(below / step, MAXVAL));
                below += histogram[value];
            }
        }
        return map(image, tables);
    }

    /// How often each value occurs in a channel.
    static int[] histogram(Image image, int channel) {
        int[] histogram = new int[COUNT];
        int area = image.shape().area();
        for (int i = channel * area; i < (channel + 1) * area; i++) {
            histogram[Byte.toUnsignedInt(image.pixels()[i])]++;
        }
        return histogram;
    }

    /// The least value that occurs.
    static int darkest(int[] histogram) {
        int value = 0;
        while (histogram[value] == 0) {
            value++;
        }
        return value;
    }

    /// The greatest value that occurs.
    static int brightest(int[] histogram) {
        int value = MAXVAL;
        while (histogram[value] == 0) {
            value--;
        }
        return value;
    }
}
