package eigensweep.lab.augment;

/// A rotation, then a scaling, then shears, then a shift, with the arguments of torchvision's `affine`.
///
/// @param degrees rotation, clockwise
/// @param translateX shift to the right, in pixels
/// @param translateY shift down, in pixels
/// @param scale factor, above 0
/// @param shearX shear along the rows, in degrees
/// @param shearY shear along the columns, in degrees
/// @param pivot the point that rotation, scaling and shears leave where it is
record Affine(
        double degrees, double translateX, double translateY, double scale, double shearX, double shearY, Pivot pivot) {

    /// A point that does not move.
    enum Pivot {
        /// Half the width, half the height.
        CENTRE,
        /// The upper left corner.
        CORNER
    }

    Affine {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("a scale of " + scale + " is not above 0");
        }
    }

    /// `x' = x - slope * y` about the upper left corner.
    static Affine shearX(double slope) {
        return new Affine(0, 0, 0, 1, Math.toDegrees(Math.atan(slope)), 0, Pivot.CORNER);
    }

    /// `y' = y - slope * x` about the upper left corner.
    static Affine shearY(double slope) {
        return new Affine(0, 0, 0, 1, 0, Math.toDegrees(Math.atan(slope)), Pivot.CORNER);
    }

    /// A shift by whole pixels.
    static Affine translate(int right, int down) {
        return new Affine(0, right, down, 1, 0, 0, Pivot.CENTRE);
    }

    /// A rotation about the centre.
    static Affine rotate(double degrees) {
        return new Affine(degrees, 0, 0, 1, 0, 0, Pivot.CENTRE);
    }

    /// Where each point of the result comes from: `C (R(degrees) S(scale) SHy(shearY) SHx(shearX))^-1 C^-1 T^-1`,
    /// with `C` the shift to the pivot.
    ///
    /// @param originX how far right of the upper left corner positions are counted from
    /// @param originY how far below it
    Matrix inverse(int width, int height, double originX, double originY) {
        double centreX = (pivot == Pivot.CENTRE ? width * 0.5 : 0) - originX;
        double centreY = (pivot == Pivot.CENTRE ? height * 0.5 : 0) - originY;
        double rotation = Math.toRadians(degrees);
        double sx = Math.toRadians(shearX);
        double sy = Math.toRadians(shearY);
        double a = Math.cos(rotation - sy) / Math.cos(sy);
        double b = -Math.cos(rotation - sy) * Math.tan(sx) / Math.cos(sy) - Math.sin(rotation);
        double c = Math.sin(rotation - sy) / Math.cos(sy);
        double d = -Math.sin(rotation - sy) * Math.tan(sx) / Math.cos(sy) + Math.cos(rotation);
        double backX = -centreX - translateX;
        double backY = -centreY - translateY;
        double xx = d / scale;
        double xy = -b / scale;
        double yx = -c / scale;
        double yy = a / scale;
        return new Matrix(
                xx, xy, 0 + (xx * backX + xy * backY) + centreX, yx, yy, 0 + (yx * backX + yy * backY) + centreY);
    }

    /// `x = xx * column + xy * row + x0`, `y = yx * column + yy * row + y0`.
    record Matrix(double xx, double xy, double x0, double yx, double yy, double y0) {}
}
