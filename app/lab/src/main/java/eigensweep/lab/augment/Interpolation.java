package eigensweep.lab.augment;

/// How a warp reads between pixels.
public enum Interpolation {
    /// The pixel that holds the point.
    NEAREST,
    /// The four pixels around the point, weighted by their nearness.
    BILINEAR
}
