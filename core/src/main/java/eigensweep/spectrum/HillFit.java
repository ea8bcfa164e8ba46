package eigensweep.spectrum;

import eigensweep.table.Field;
import org.jspecify.annotations.Nullable;

/// The power law of the upper half of a spectrum, whatever its shape: Hill's estimator from the median on, the
/// `PL_Alpha_Hill` of TempBalance (Zhou et al. 2023), AlphaPruning (Lu et al. 2024) and what came after them. It
/// searches for no `xmin`, so that it moves smoothly where [PowerLaw] jumps.
///
/// With `lambda` ascending, counted from 0, `i = floor(n / 2)` and `k = n - i`:
///
/// - `alpha_hill = 1 + k / sum_{j >= i} ln(lambda_j / lambda_i)`;
/// - `hill_xmin = lambda_i`;
/// - `hill_D = max_{j >= i} | 1 - (lambda_j / lambda_i)^(1 - alpha_hill) - (j - i) / k |`.
///
/// Eigenvalues that are zero count in `n`, as in the published code with its default `filter_zeros=False`. The
/// other setting leaves out those below the absolute 1e-5, so that scaling the weights moves the median: it is not
/// followed.
///
/// @param alphaHill the exponent
/// @param hillXmin the median eigenvalue, where the tail starts
/// @param hillD the Kolmogorov-Smirnov distance between the tail and its law
public record HillFit(
        double alphaHill, double hillXmin, @Field("hill_D") double hillD) {

    /// The fit of a spectrum.
    ///
    /// @return null if the median is zero to rounding, if no eigenvalue above it is larger than rounding makes it,
    ///     or if rounding leaves the median too few digits ([Spectrum#isKnown])
    static @Nullable HillFit of(Spectrum spectrum) {
        if (isZero(spectrum) || isFlat(spectrum)) {
            return null;
        }
        double[] eigenvalues = spectrum.eigenvalues();
        int count = eigenvalues.length;
        int start = start(spectrum);
        double tail = count - start;
        double[] logs = PowerLaw.logs(eigenvalues, start);
        double sum = 0;
        for (double log : logs) {
            sum += log - logs[0];
        }
        double excess = tail / sum;
        double part = eigenvalues[start] / spectrum.largest();
        if (!spectrum.isKnown(Math.max(1, 2 * excess) * spectrum.shiftOfSmall(part) / part)) {
            return null;
        }
        double distance = 0;
        for (int j = 0; j < logs.length; j++) {
            distance = Math.max(distance, Math.abs(1 - Math.exp(-excess * (logs[j] - logs[0])) - j / tail));
        }
        return new HillFit(1 + excess, eigenvalues[start], distance);
    }

    /// Why there is none.
    static String whyNot(Spectrum spectrum) {
        if (isZero(spectrum)) {
            return "alpha_hill: more than half of the eigenvalues are zero to rounding";
        }
        return isFlat(spectrum)
                ? "alpha_hill: the larger half of the eigenvalues are all equal"
                : "alpha_hill: rounding leaves it too few digits; " + Promise.remedy(spectrum, "gives it");
    }

    private static int start(Spectrum spectrum) {
        return spectrum.eigenvalues().length / 2;
    }

    private static boolean isZero(Spectrum spectrum) {
        return start(spectrum) < spectrum.zeros();
    }

    private static boolean isFlat(Spectrum spectrum) {
        return spectrum.isFlatFrom(start(spectrum));
    }
}
