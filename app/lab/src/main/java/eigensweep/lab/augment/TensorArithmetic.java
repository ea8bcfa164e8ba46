package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;

/// torchvision on tensors of bytes, in `float`: `grid_sample` with zeros outside and corners not aligned, values
/// cut or rounded as there. Agrees to the last bit but where a value lies so near a half that the order of a sum
/// decides.
record TensorArithmetic() implements ImageArithmetic {

    @Override
    public Image affine(Image image, Affine affine, Interpolation interpolation) {
        ImageShape shape = image.shape();
        double middleX = shape.width() * 0.5;
        double middleY = shape.height() * 0.5;
        return warp(image, affine.inverse(shape.width(), shape.height(), middleX, middleY), interpolation);
    }

    @Override
    public Image rotate(Image image, double degrees, Interpolation interpolation) {
        return affine(image, Affine.rotate(-degrees), interpolation);
    }

    private static Image warp(Image image, Affine.Matrix matrix, Interpolation interpolation) {
        ImageShape shape = image.shape();
        float halfWidth = 0.5f * shape.width();
        float halfHeight = 0.5f * shape.height();
        float xx = (float) matrix.xx() / halfWidth;
        float xy = (float) matrix.xy() / halfWidth;
        float x0 = (float) matrix.x0() / halfWidth;
        float yx = (float) matrix.yx() / halfHeight;
        float yy = (float) matrix.yy() / halfHeight;
        float y0 = (float) matrix.y0() / halfHeight;
        GridSampler sampler = new GridSampler(image, interpolation, GridSampler.Outside.BLACK);
        for (int row = 0; row < shape.height(); row++) {
            float y = row + 0.5f - halfHeight;
            for (int column = 0; column < shape.width(); column++) {
                float x = column + 0.5f - halfWidth;
                sampler.sample(x * xx + y * xy + x0, x * yx + y * yy + y0, row * shape.width() + column);
            }
        }
        return sampler.image();
    }

    @Override
    public Image blend(byte[] degenerate, Image image, double factor) {
        byte[] pixels = image.pixels();
        byte[] blended = new byte[pixels.length];
        float share = (float) factor;
        float rest = (float) (1.0 - factor);
        for (int start = 0; start < pixels.length; start += degenerate.length) {
            for (int i = 0; i < degenerate.length; i++) {
                float value = share * Byte.toUnsignedInt(pixels[start + i]) + rest * Byte.toUnsignedInt(degenerate[i]);
                blended[start + i] = (byte) (int) Math.clamp(value, 0, Levels.MAXVAL);
            }
        }
        return new Image(image.shape(), Levels.MAXVAL, blended);
    }

    @Override
    public byte[] blend(float grey, double factor) {
        byte[] table = new byte[Levels.COUNT];
        float share = (float) factor;
        float rest = (float) (1.0 - factor);
        for (int value = 0; value < table.length; value++) {
            table[value] = (byte) (int) Math.clamp(share * value + rest * grey, 0, Levels.MAXVAL);
        }
        return table;
    }

    /// `0.2989 R + 0.587 G + 0.114 B`, cut off.
    @Override
    public byte[] luma(Image image) {
        byte[] pixels = image.pixels();
        int area = image.shape().area();
        if (image.shape().channels() == 1) {
            return pixels;
        }
        byte[] luma = new byte[area];
        for (int i = 0; i < area; i++) {
            float red = 0.2989f * Byte.toUnsignedInt(pixels[i]);
            float green = 0.587f * Byte.toUnsignedInt(pixels[area + i]);
            float blue = 0.114f * Byte.toUnsignedInt(pixels[2 * area + i]);
            luma[i] = (byte) (int) (red + green + blue);
        }
        return luma;
    }

    @Override
    public float meanLuma(Image image) {
        byte[] luma = luma(image);
        long sum = 0;
        for (byte value : luma) {
            sum += Byte.toUnsignedInt(value);
        }
        return (float) sum / luma.length;
    }

    @Override
    public byte[] stretch(int low, int high) {
        byte[] table = new byte[Levels.COUNT];
        float scale = high > low ? 255f / (high - low) : 1;
        int offset = high > low ? low : 0;
        for (int value = 0; value < table.length; value++) {
            table[value] = (byte) (int) Math.clamp((value - offset) * scale, 0, Levels.MAXVAL);
        }
        return table;
    }
}
