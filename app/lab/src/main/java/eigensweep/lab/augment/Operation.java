package eigensweep.lab.augment;

import eigensweep.lab.images.Image;

/// An elementary operation of torchvision's policies. Its magnitude means what it means there.
public enum Operation {
    /// Nothing.
    IDENTITY(Scale.NONE),
    /// Rows are moved by `magnitude` times their distance from the top.
    SHEAR_X(Scale.SIGNED),
    /// Columns are moved by `magnitude` times their distance from the left.
    SHEAR_Y(Scale.SIGNED),
    /// To the right by `magnitude` pixels, cut to a whole number.
    TRANSLATE_X(Scale.SIGNED),
    /// Down by `magnitude` pixels, cut to a whole number.
    TRANSLATE_Y(Scale.SIGNED),
    /// By `magnitude` degrees, counter-clockwise.
    ROTATE(Scale.SIGNED),
    /// `1 + magnitude` times as bright.
    BRIGHTNESS(Scale.SIGNED),
    /// `1 + magnitude` times as colourful.
    COLOR(Scale.SIGNED),
    /// `1 + magnitude` times the distance from the mean grey.
    CONTRAST(Scale.SIGNED),
    /// `1 + magnitude` times the distance from the smoothed image.
    SHARPNESS(Scale.SIGNED),
    /// The upper `magnitude` bits of each value are kept.
    POSTERIZE(Scale.PLAIN),
    /// Values from `magnitude` on are inverted.
    SOLARIZE(Scale.PLAIN),
    /// Each channel is stretched from black to white.
    AUTO_CONTRAST(Scale.NONE),
    /// Each channel's histogram is made even.
    EQUALIZE(Scale.NONE),
    /// Light and dark change places.
    INVERT(Scale.NONE);

    private enum Scale {
        NONE,
        PLAIN,
        SIGNED
    }

    private final Scale scale;

    Operation(Scale scale) {
        this.scale = scale;
    }

    /// Whether it has a magnitude.
    public boolean isGraded() {
        return scale != Scale.NONE;
    }

    /// Whether its magnitude may be negative.
    public boolean isSigned() {
        return scale == Scale.SIGNED;
    }

    /// The image with the operation done to it. Its full intensity must be 255.
    Image apply(Image image, double magnitude, ImageArithmetic arithmetic, Interpolation interpolation) {
        return switch (this) {
            case IDENTITY -> image;
            case SHEAR_X -> arithmetic.affine(image, Affine.shearX(magnitude), interpolation);
            case SHEAR_Y -> arithmetic.affine(image, Affine.shearY(magnitude), interpolation);
            case TRANSLATE_X -> arithmetic.affine(image, Affine.translate((int) magnitude, 0), interpolation);
            case TRANSLATE_Y -> arithmetic.affine(image, Affine.translate(0, (int) magnitude), interpolation);
            case ROTATE -> arithmetic.rotate(image, magnitude, interpolation);
            case BRIGHTNESS -> arithmetic.brightness(image, 1 + magnitude);
            case COLOR -> arithmetic.saturation(image, 1 + magnitude);
            case CONTRAST -> arithmetic.contrast(image, 1 + magnitude);
            case SHARPNESS -> arithmetic.sharpness(image, 1 + magnitude);
            case POSTERIZE -> Levels.posterize(image, (int) magnitude);
            case SOLARIZE -> Levels.solarize(image, magnitude);
            case AUTO_CONTRAST -> arithmetic.autocontrast(image);
            case EQUALIZE -> Levels.equalize(image);
            case INVERT -> Levels.invert(image);
        };
    }
}
