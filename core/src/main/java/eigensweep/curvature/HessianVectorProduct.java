package eigensweep.curvature;

/// A symmetric matrix `H` that is known by its products alone.
@FunctionalInterface
public interface HessianVectorProduct {

    /// `H v`.
    ///
    /// @param v as long as `H` is wide; not changed
    /// @return another array of that length
    double[] times(double[] v);
}
