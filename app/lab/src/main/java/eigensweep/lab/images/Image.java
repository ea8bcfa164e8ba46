package eigensweep.lab.images;

/// A decoded image: unsigned bytes, one channel after the other, rows from top to bottom (`C x H x W`, as PyTorch has
/// it).
///
/// @param shape its dimensions
/// @param maxval the value of full intensity: 255, or what the data set has instead (the digits in the box: 16)
/// @param pixels `shape.size()` values; not copied, and not to be changed
public record Image(ImageShape shape, int maxval, byte[] pixels) {

    /// Weights of red, green and blue in luma, in 65536ths (ITU-R BT.601, as PIL's mode `L`).
    private static final int RED = 19595;

    private static final int GREEN = 38470;
    private static final int BLUE = 7471;
    private static final int HALF = 1 << 15;

    public Image {
        if (pixels.length != shape.size()) {
            throw new IllegalArgumentException(
                    "an image of " + shape + " has " + shape.size() + " values, not " + pixels.length);
        }
        if (maxval < 1 || maxval > 255) {
            throw new IllegalArgumentException("a full intensity of " + maxval + " is not from 1 to 255");
        }
    }

    /// The value of a pixel, 0 to 255.
    public int at(int channel, int row, int column) {
        return Byte.toUnsignedInt(pixels[(channel * shape.height() + row) * shape.width() + column]);
    }

    /// The image in one channel: `0.299 R + 0.587 G + 0.114 B`, rounded.
    public Image grey() {
        if (shape.channels() != 3) {
            return this;
        }
        int area = shape.area();
        byte[] luma = new byte[area];
        for (int i = 0; i < area; i++) {
            int red = Byte.toUnsignedInt(pixels[i]);
            int green = Byte.toUnsignedInt(pixels[area + i]);
            int blue = Byte.toUnsignedInt(pixels[2 * area + i]);
            luma[i] = (byte) ((RED * red + GREEN * green + BLUE * blue + HALF) >> 16);
        }
        return new Image(new ImageShape(1, shape.height(), shape.width()), maxval, luma);
    }

    /// The image in three channels; a grey one is repeated.
    public Image rgb() {
        if (shape.channels() != 1) {
            return this;
        }
        byte[] repeated = new byte[3 * shape.area()];
        for (int channel = 0; channel < 3; channel++) {
            System.arraycopy(pixels, 0, repeated, channel * shape.area(), shape.area());
        }
        return new Image(new ImageShape(3, shape.height(), shape.width()), maxval, repeated);
    }

    /// A part of the image.
    ///
    /// @throws IllegalArgumentException if the part reaches over the edge
    public Image crop(int top, int left, int height, int width) {
        if (top < 0 || left < 0 || top + height > shape.height() || left + width > shape.width()) {
            throw new IllegalArgumentException(
                    height + " x " + width + " at row " + top + ", column " + left + " is not inside " + shape);
        }
        ImageShape part = shape.resized(height, width);
        byte[] cut = new byte[part.size()];
        for (int channel = 0; channel < part.channels(); channel++) {
            for (int row = 0; row < height; row++) {
                int from = (channel * shape.height() + top + row) * shape.width() + left;
                System.arraycopy(pixels, from, cut, (channel * height + row) * width, width);
            }
        }
        return new Image(part, maxval, cut);
    }
}
