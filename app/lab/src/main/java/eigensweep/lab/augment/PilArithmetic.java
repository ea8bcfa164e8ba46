package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// torchvision on PIL images, to the last bit: Pillow's `libImaging/Geometry.c` (nearest in 16.16 fixed point, or
/// in `double` where rows stay rows), `Blend.c` (`float`), `ImageOps.py`.
record PilArithmetic() implements ImageArithmetic {

    private static final double FIXED_ONE = 65536;
    private static final int FIXED_BITS = 16;

    @Override
    public Image affine(Image image, Affine affine, Interpolation interpolation) {
        ImageShape shape = image.shape();
        return warp(image, affine.inverse(shape.width(), shape.height(), 0, 0), interpolation);
    }

    @Override
    public Image rotate(Image image, double degrees, Interpolation interpolation) {
        ImageShape shape = image.shape();
        double angle = degrees % 360;
        boolean square = shape.width() == shape.height();
        if (angle == 0) {
            return image;
        }
        if (Math.abs(angle) == 180) {
            return Turn.HALF.apply(image);
        }
        if (square && (angle == 90 || angle == -270)) {
            return Turn.LEFT.apply(image);
        }
        if (square && (angle == 270 || angle == -90)) {
            return Turn.RIGHT.apply(image);
        }
        return warp(image, rotation(shape, angle < 0 ? angle + 360 : angle), interpolation);
    }

    /// Pillow's matrix: sines and cosines with 15 decimals, about the middle.
    private static Affine.Matrix rotation(ImageShape shape, double degrees) {
        double angle = -Math.toRadians(degrees);
        double cos = rounded(Math.cos(angle));
        double sin = rounded(Math.sin(angle));
        double x = shape.width() / 2.0;
        double y = shape.height() / 2.0;
        return new Affine.Matrix(cos, sin, (cos * -x + sin * -y) + x, -sin, cos, (-sin * -x + cos * -y) + y);
    }

    private static double rounded(double value) {
        return new BigDecimal(value).setScale(15, RoundingMode.HALF_EVEN).doubleValue();
    }

    private static Image warp(Image image, Affine.Matrix matrix, Interpolation interpolation) {
        if (interpolation == Interpolation.BILINEAR) {
            return bilinear(image, matrix);
        }
        return matrix.xy() == 0 && matrix.yx() == 0 ? shifted(image, matrix) : nearest(image, matrix);
    }

    private static Image nearest(Image image, Affine.Matrix matrix) {
        ImageShape shape = image.shape();
        byte[] warped = new byte[shape.size()];
        int[] from = new int[shape.width()];
        long stepX = fixed(matrix.xx());
        long stepY = fixed(matrix.yx());
        long rowX = fixed(matrix.x0() + matrix.xx() * 0.5 + matrix.xy() * 0.5);
        long rowY = fixed(matrix.y0() + matrix.yx() * 0.5 + matrix.yy() * 0.5);
        for (int row = 0; row < shape.height(); row++) {
            long x = rowX;
            long y = rowY;
            for (int column = 0; column < from.length; column++) {
                from[column] = place(shape, x >> FIXED_BITS, y >> FIXED_BITS);
                x += stepX;
                y += stepY;
            }
            gather(image, from, warped, row);
            rowX += fixed(matrix.xy());
            rowY += fixed(matrix.yy());
        }
        return new Image(shape, Levels.MAXVAL, warped);
    }

    private static long fixed(double value) {
        return (long) Math.floor(value * FIXED_ONE + 0.5);
    }

    /// Where only the scale and the position change, Pillow sums positions up in `double`.
    private static Image shifted(Image image, Affine.Matrix matrix) {
        ImageShape shape = image.shape();
        byte[] warped = new byte[shape.size()];
        int[] columns = new int[shape.width()];
        double x = matrix.x0() + matrix.xx() * 0.5;
        for (int column = 0; column < columns.length; column++) {
            columns[column] = x < 0 ? -1 : (int) x;
            x += matrix.xx();
        }
        int[] from = new int[shape.width()];
        double y = matrix.y0() + matrix.yy() * 0.5;
        for (int row = 0; row < shape.height(); row++) {
            for (int column = 0; column < from.length; column++) {
                from[column] = place(shape, columns[column], y < 0 ? -1 : (long) y);
            }
            gather(image, from, warped, row);
            y += matrix.yy();
        }
        return new Image(shape, Levels.MAXVAL, warped);
    }

    /// The place of a pixel in its channel, or less than 0 if it is outside.
    private static int place(ImageShape shape, long x, long y) {
        boolean inside = x >= 0 && x < shape.width() && y >= 0 && y < shape.height();
        return inside ? (int) (y * shape.width() + x) : -1;
    }

    private static void gather(Image image, int[] from, byte[] warped, int row) {
        byte[] pixels = image.pixels();
        int area = image.shape().area();
        for (int channel = 0; channel < image.shape().channels(); channel++) {
            int to = channel * area + row * from.length;
            for (int column = 0; column < from.length; column++) {
                warped[to + column] = from[column] < 0 ? 0 : pixels[channel * area + from[column]];
            }
        }
    }

    /// A pixel whose centre comes from outside is black; at the border, what is outside is taken for the border.
    private static Image bilinear(Image image, Affine.Matrix matrix) {
        ImageShape shape = image.shape();
        byte[] warped = new byte[shape.size()];
        for (int row = 0; row < shape.height(); row++) {
            double ySource = row + 0.5;
            for (int column = 0; column < shape.width(); column++) {
                double xSource = column + 0.5;
                double x = matrix.xx() * xSource + matrix.xy() * ySource + matrix.x0();
                double y = matrix.yx() * xSource + matrix.yy() * ySource + matrix.y0();
                if (x >= 0 && x < shape.width() && y >= 0 && y < shape.height()) {
                    interpolate(image, x - 0.5, y - 0.5, warped, row * shape.width() + column);
                }
            }
        }
        return new Image(shape, Levels.MAXVAL, warped);
    }

    private static void interpolate(Image image, double x, double y, byte[] warped, int to) {
        ImageShape shape = image.shape();
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        int west = Math.max(left, 0);
        int east = Math.min(left + 1, shape.width() - 1);
        int north = Math.max(top, 0) * shape.width();
        int south = Math.min(top + 1, shape.height() - 1) * shape.width();
        byte[] pixels = image.pixels();
        for (int channel = 0; channel < shape.channels(); channel++) {
            int plane = channel * shape.area();
            double above = between(pixels, plane + north + west, plane + north + east, right);
            double below = between(pixels, plane + south + west, plane + south + east, right);
            warped[plane + to] = (byte) (above + (below - above) * down);
        }
    }

    private static double between(byte[] pixels, int from, int to, double share) {
        int value = Byte.toUnsignedInt(pixels[from]);
        return value + (Byte.toUnsignedInt(pixels[to]) - value) * share;
    }

    @Override
    public float blend(float degenerate, float value, double factor) {
        return degenerate + (float) factor * (value - degenerate);
    }

    @Override
    public byte[] luma(Image image) {
        return image.grey().pixels();
    }

    /// Rounded to a whole number.
    @Override
    public float mean(long sum, int count) {
        return (int) ((double) sum / count + 0.5);
    }

    @Override
    public byte[] stretch(int low, int high) {
        double scale = high > low ? 255.0 / (high - low) : 1;
        double offset = high > low ? -low * scale : 0;
        return Levels.table(value -> Math.clamp((int) (value * scale + offset), 0, Levels.MAXVAL));
    }
}
