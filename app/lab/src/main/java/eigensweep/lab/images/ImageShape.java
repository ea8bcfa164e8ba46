package eigensweep.lab.images;

/// `channels x height x width`.
///
/// @param channels 1 for grey, 3 for red, green and blue
/// @param height rows of pixels
/// @param width columns of pixels
public record ImageShape(int channels, int height, int width) {

    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "an image of " + channels + " x " + height + " x " + width + " has no pixels");
        }
        Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    /// Pixels of a channel.
    public int area() {
        return height * width;
    }

    /// Values of an image: `channels * height * width`.
    public int size() {
        return channels * area();
    }

    /// Each channel scaled to another size.
    public ImageShape resized(int newHeight, int newWidth) {
        return new ImageShape(channels, newHeight, newWidth);
    }

    @Override
    public String toString() {
        return channels + " x " + height + " x " + width;
    }
}
