package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;

/// PyTorch's `grid_sample` with `align_corners=False`, in `float`: positions run from -1 to 1 from edge to edge.
final class GridSampler {

    /// What becomes of the part of a pixel that comes from outside.
    enum Outside {
        /// It counts as 0.
        BLACK,
        /// It counts as 0, and a pixel is weighted by the part that is inside once more, as torchvision does when
        /// it is given a colour to fill with. With [Interpolation#NEAREST] there is no such part.
        BLACK_TWICE
    }

    private final byte[] pixels;
    private final byte[] sampled;
    private final ImageShape shape;
    private final int width;
    private final int height;
    private final int area;
    private final Interpolation interpolation;
    private final Outside outside;

    GridSampler(Image image, Interpolation interpolation, Outside outside) {
        this.pixels = image.pixels();
        this.shape = image.shape();
        this.sampled = new byte[shape.size()];
        this.width = shape.width();
        this.height = shape.height();
        this.area = shape.area();
        this.interpolation = interpolation;
        this.outside = outside;
    }

    /// The image that was sampled.
    Image image() {
        return new Image(shape, Levels.MAXVAL, sampled);
    }

    /// Takes a pixel from a position.
    ///
    /// @param to its place in the channel
    void sample(float gridX, float gridY, int to) {
        float x = (gridX + 1) * (width / 2f) - 0.5f;
        float y = (gridY + 1) * (height / 2f) - 0.5f;
        if (interpolation == Interpolation.BILINEAR) {
            bilinear(x, y, to);
        } else {
            nearest((float) Math.rint(x), (float) Math.rint(y), to);
        }
    }

    private void nearest(float x, float y, int to) {
        if (x >= 0 && x < width && y >= 0 && y < height) {
            int from = ((int) y) * width + (int) x;
            for (int plane = 0; plane < pixels.length; plane += area) {
                sampled[plane + to] = pixels[plane + from];
            }
        }
    }

    private void bilinear(float x, float y, int to) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float east = x - left;
        float west = 1 - east;
        float south = y - top;
        float north = 1 - south;
        if (left >= 0 && left < width - 1 && top >= 0 && top < height - 1) {
            int from = top * width + left;
            for (int plane = 0; plane < pixels.length; plane += area) {
                int at = plane + from;
                float sum = Byte.toUnsignedInt(pixels[at]) * (west * north)
                        + Byte.toUnsignedInt(pixels[at + 1]) * (east * north)
                        + Byte.toUnsignedInt(pixels[at + width]) * (west * south)
                        + Byte.toUnsignedInt(pixels[at + width + 1]) * (east * south);
                sampled[plane + to] = (byte) (int) Math.rint(sum);
            }
        } else if (left >= -1 && left < width && top >= -1 && top < height) {
            border(left, top, new float[] {west * north, east * north, west * south, east * south}, to);
        }
    }

    /// Some of the four neighbours are missing.
    private void border(int left, int top, float[] weights, int to) {
        float inside = 0;
        for (int corner = 0; corner < weights.length; corner++) {
            if (isInside(left + corner % 2, top + corner / 2)) {
                inside += weights[corner];
            }
        }
        for (int plane = 0; plane < pixels.length; plane += area) {
            float sum = 0;
            for (int corner = 0; corner < weights.length; corner++) {
                int x = left + corner % 2;
                int y = top + corner / 2;
                if (isInside(x, y)) {
                    sum += Byte.toUnsignedInt(pixels[plane + y * width + x]) * weights[corner];
                }
            }
            sampled[plane + to] = (byte) (int) Math.rint(outside == Outside.BLACK ? sum : sum * inside);
        }
    }

    private boolean isInside(int x, int y) {
        return x >= 0 && x < width && y >= 0 && y < height;
    }
}
