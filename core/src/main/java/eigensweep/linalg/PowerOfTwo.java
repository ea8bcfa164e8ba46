package eigensweep.linalg;

/// Scales that change no digit: with entries of about order 1 no square overflows or vanishes.
public final class PowerOfTwo {

    /// Beyond, a power of two or one over it is no normal number; what is left to scale then is moderate.
    private static final int LARGEST_EXPONENT = 1000;

    private PowerOfTwo() {}

    /// The power of two that brings an entry to order 1 by a product, and back by a division.
    ///
    /// @param largest about the size of the largest entry, finite; 1 for 0
    public static double scale(double largest) {
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        return Math.scalb(1.0, -Math.clamp(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT));
    }
}
