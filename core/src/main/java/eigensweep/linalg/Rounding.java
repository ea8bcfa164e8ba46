package eigensweep.linalg;

/// How far rounding moves the eigenvalues that a backend finds, as measured, and what is promised all the same.
///
/// With `u` the unit of rounding, `M` the order, `p = lambda / lambda_max`, and `s` the root mean square of all `p`, an
/// eigenvalue that came of a Gram matrix is off by at most
///
/// - `u (4 + sqrt(M) / 4 + (4 + q) p) lambda_max`, where `q` is `4 sqrt(M)` in float64 and 0 in float32: the iteration
///   without square roots (Pal, Walker and Kahan), which is always in float64, finds the largest last or after many
///   others, each of which has left a rounding in them;
/// - `u ((4 + sqrt(M) / 4) s + (4 + q) p) lambda_max` if it is among the smaller half, which the largest do not
/// disturb;
/// - as if by `u (4 p + 1 / 2) lambda_max`, where something is taken over a tail of them, as its exponent is.
///
/// Where singular values were computed directly, it is off by `2 u (4 + sqrt M) sqrt(p) lambda_max` at most, or by half
/// of that and `4 u p` over many.
///
/// These are two to five times what was seen of Gaussian, heavy-tailed, sparse, graded and rank-deficient matrices, and
/// of such with outliers, of orders 8 to 1024, against one precision more; `PromisedPrecisionTest` looks at
/// some.
///
/// @param method the route
/// @param precision the arithmetic
/// @param unit `u`: the precision's epsilon, or what was measured where a library rounds more
public record Rounding(Method method, Precision precision, double unit) {

    private static final double EACH = 4;

    /// Rounding of the arithmetic alone.
    public static Rounding of(Method method, Precision precision) {
        return new Rounding(method, precision, precision.epsilon());
    }

    /// How far an eigenvalue may be off, as part of the largest.
    ///
    /// @param part `p`
    /// @param order `M`
    public double ofOne(double part, int order) {
        return ofSmall(part, order, 1);
    }

    /// How far one of the smaller half may be off, as part of the largest.
    ///
    /// @param part `p`
    /// @param order `M`
    /// @param spread `s`
    public double ofSmall(double part, int order, double spread) {
        return switch (method) {
            case GRAM -> unit * ((EACH + Math.sqrt(order) / 4) * spread + (EACH + ofIteration(order)) * part);
            case SVD -> 2 * unit * (EACH + Math.sqrt(order)) * Math.sqrt(part);
        };
    }

    /// `q`.
    private double ofIteration(int order) {
        return precision == Precision.F64 ? EACH * Math.sqrt(order) : 0;
    }

    /// How far eigenvalues about this one seem to be off, as part of the largest, by what is taken over many.
    ///
    /// @param part `p`
    /// @param order `M`
    public double ofMany(double part, int order) {
        return switch (method) {
            case GRAM -> unit * (EACH * part + 0.5);
            case SVD -> unit * (EACH * part + (EACH + Math.sqrt(order)) * Math.sqrt(part));
        };
    }

    /// Whether an eigenvalue below the resolution is known to be as small as it is: nothing computes it
    /// better.
    public boolean resolvesZero() {
        return method == Method.SVD && precision == Precision.F64;
    }
}
