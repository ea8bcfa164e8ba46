package eigensweep.spectrum;

import org.jspecify.annotations.Nullable;

/// A layer beside random weights of its shape: what alpha says of training, with its uncertainty.
///
/// @param nullAlphaLow the lower end of the middle 95 % of alpha for independent Gaussian weights of the same shape
///     ([RandomAlpha])
/// @param nullAlphaHigh the upper end
/// @param reading `heavier than random` where alpha is below that interval, `lighter than random` where it is above;
///     inside, `outliers` if eigenvalues lie beyond the edge of random weights of the same variance ([RandomEdge]), and
///     `as random` if none does
public record NullModel(double nullAlphaLow, double nullAlphaHigh, String reading) {

    /// Nothing can be told from random weights.
    public static final String AS_RANDOM = "as random";

    /// Alpha cannot, single eigenvalues can.
    public static final String OUTLIERS = "outliers";

    /// The tail is heavier than chance makes it.
    public static final String HEAVIER = "heavier than random";

    /// The tail is lighter.
    public static final String LIGHTER = "lighter than random";

    /// Reads a fit.
    ///
    /// @return null without one
    static @Nullable NullModel of(Spectrum spectrum, @Nullable PowerLawFit fit) {
        if (fit == null) {
            return null;
        }
        int small = spectrum.smallSide();
        RandomAlpha random =
                RandomAlpha.of(small, spectrum.eigenvalues().length, spectrum.largeSide() / (double) small);
        String inside = spectrum.largest() > RandomEdge.of(spectrum) ? OUTLIERS : AS_RANDOM;
        String outside = fit.alpha() < random.low() ? HEAVIER : LIGHTER;
        boolean isInside = fit.alpha() >= random.low() && fit.alpha() <= random.high();
        return new NullModel(random.low(), random.high(), isInside ? inside : outside);
    }
}
