package eigensweep.spectrum;

import org.jspecify.annotations.Nullable;

/// Norms of the weight matrix from its eigenvalues (PAPER F6).
///
/// @param norm `||W||_F^2 = sum lambda`
/// @param logNorm its log10; undefined for the zero matrix
/// @param spectralNorm `||W||_2^2 = lambda_max`
/// @param logSpectralNorm its log10; undefined for the zero matrix
/// @param stableRank `sum lambda / lambda_max`; undefined for the zero matrix
public record Norms(
        double norm,
        @Nullable Double logNorm,
        double spectralNorm,
        @Nullable Double logSpectralNorm,
        @Nullable Double stableRank) {

    static Norms of(Spectrum spectrum) {
        double sum = 0;
        for (double lambda : spectrum.eigenvalues()) {
            sum += lambda;
        }
        double largest = spectrum.largest();
        if (largest == 0) {
            return new Norms(0, null, 0, null, null);
        }
        return new Norms(sum, Math.log10(sum), largest, Math.log10(largest), sum / largest);
    }
}
