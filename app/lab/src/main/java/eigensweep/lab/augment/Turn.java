package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;

/// Pixels that change places without changing.
enum Turn {
    /// Left and right change places.
    HORIZONTAL_FLIP,
    /// Top and bottom change places.
    VERTICAL_FLIP,
    /// By 180 degrees.
    HALF,
    /// By 90 degrees, counter-clockwise; for square images.
    LEFT,
    /// By 90 degrees, clockwise; for square images.
    RIGHT;

    /// The turned image, of the same shape and full intensity.
    Image apply(Image image) {
        ImageShape shape = image.shape();
        int width = shape.width();
        int height = shape.height();
        if (width != height && (this == LEFT || this == RIGHT)) {
            throw new IllegalArgumentException(shape + " does not keep its shape when it is turned by 90 degrees");
        }
        byte[] turned = new byte[shape.size()];
        int next = 0;
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int row = 0; row < height; row++) {
                int line = channel * shape.area() + row * width;
                int start = switch (this) {
                    case HORIZONTAL_FLIP -> line + width - 1;
                    case VERTICAL_FLIP -> line + (height - 1 - 2 * row) * width;
                    case HALF -> line + (height - 2 * row) * width - 1;
                    case LEFT -> channel * shape.area() + width - 1 - row;
                    case RIGHT -> channel * shape.area() + (height - 1) * width + row;
                };
                int step = switch (this) {
                    case HORIZONTAL_FLIP, HALF -> -1;
                    case VERTICAL_FLIP -> 1;
                    case LEFT -> width;
                    case RIGHT -> -width;
                };
                for (int column = 0; column < width; column++) {
                    turned[next++] = image.pixels()[start + column * step];
                }
            }
        }
        return new Image(shape, image.maxval(), turned);
    }
}
