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
    public float blend(float degenerate, float value, double factor) {
        return (float) factor * value + (float) (1.0 - factor) * degenerate;
    }

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
    public float mean(long sum, int count) {
        return (float) sum / count;
    }

    @Override
    public byte[] stretch(int low, int high) {
        float scale = high > low ? 255f / (high - low) : 1;
        int offset = high > low ? low : 0;
        return Levels.table(value -> (int) Math.clamp((value - offset) * scale, 0, Levels.MAXVAL));
    }
}
