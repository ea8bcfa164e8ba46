package eigensweep.simd;

/// Constants of the exponential that both twins evaluate with the same operations in the same order, so that they
/// agree to the last bit and a result does not depend on which of them, or which compiler tier, ran.
///
/// `exp(x) = 2^k exp(r)`, `k = round(x / ln 2)`, `r = x - k ln 2` in two parts (Cody and Waite), `exp(r)` by its
/// Taylor polynomial of degree 13: on `|r| <= ln(2) / 2` the remainder is below `5e-18`. Valid for `-708 <= x <=
/// 0`; arguments below are clamped, which costs at most `4e-308`.
final class Exp {

    static final double LOWEST = -708.0;
    static final double LOG2_E = 1.4426950408889634;
    static final double LN2_HIGH = 0x1.62e42fefa38p-1;
    static final double LN2_LOW = 0x1.ef35793c7673p-45;

    /// Adding `1.5 * 2^52` leaves the rounded integer in the low bits of the sum.
    static final double ROUNDER = 0x1.8p52;

    static final long EXPONENT_BIAS = 1023L;
    static final int MANTISSA_BITS = 52;

    /// `1 / i!` for `i = 13, 12, ..., 2`: Horner's order.
    static final double[] COEFFICIENTS = {
        1.0 / 6227020800.0,
        1.0 / 479001600.0,
        1.0 / 39916800.0,
        1.0 / 3628800.0,
        1.0 / 362880.0,
        1.0 / 40320.0,
        1.0 / 5040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        1.0 / 2.0
    };

    private Exp() {}

    static double exp(double argument) {
        double x = Math.max(argument, LOWEST);
        double shifted = Math.fma(x, LOG2_E, ROUNDER);
        double k = shifted - ROUNDER;
        double r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, x));
        double p = COEFFICIENTS[0];
        for (int i = 1; i < COEFFICIENTS.length; i++) {
            p = Math.fma(p, r, COEFFICIENTS[i]);
        }
        double expR = Math.fma(p * r, r, r) + 1.0;
        long twoToK = (Double.doubleToRawLongBits(shifted) + EXPONENT_BIAS) << MANTISSA_BITS;
        return expR * Double.longBitsToDouble(twoToK);
    }
}
