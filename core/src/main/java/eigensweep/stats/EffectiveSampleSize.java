package eigensweep.stats;

import eigensweep.table.Field;
import org.jspecify.annotations.Nullable;

/// How many independent values would know the mean as well as a series of `n` dependent ones does: three
/// answers for one series by itself. With `gamma_k = (1/n) sum_t (y_t - mean) (y_{t+k} - mean)` and `rho_k =
/// gamma_k / gamma_0`:
///
/// - *lag 1*: `n^2 / (1' R 1)` with `R_jk = phi^|j-k|`, `phi = (n rho_1 + 1) / (n - 3)` within (-0.99, 0.99):
///   `rho_1` corrected for its bias `-(1 + 3 phi) / n` (Marriott and Pope 1954; Kendall 1954).
/// - *Geyer*: `n / (-1 + 2 sum_m (rho_2m + rho_2m+1))`, the sum ending before the first pair that is not
///   positive (Geyer 1992); at most `n log10 n` (Vehtari et al. 2021), as the divisor of an alternating series
///   can vanish.
/// - *Newey-West*: the variance of the mean, `(gamma_0 + 2 sum_{k<=L} (1 - k / (L+1)) gamma_k) / n` (Newey and
///   West 1987) with `L = floor(4 (n / 100)^(2/9))` (their 1994 rule), and `gamma_0 / ` that.
///
/// @param n the length of the series
/// @param phi the corrected correlation of neighbours
/// @param lag1 the effective size by lag 1; above `n` where neighbours repel each other
/// @param geyer the effective size by Geyer's initial positive sequence
/// @param neweyWest the effective size by Newey and West's variance
/// @param neweyWestVariance of the mean
/// @param reason why the others are null; otherwise empty
public record EffectiveSampleSize(
        int n,
        @Nullable Double phi,
        @Field("n_eff_lag1") @Nullable Double lag1,
        @Field("n_eff_geyer") @Nullable Double geyer,
        @Field("n_eff_newey_west") @Nullable Double neweyWest,
        @Nullable Double neweyWestVariance,
        String reason) {

    /// The shortest series whose `rho_1` can be corrected.
    private static final int SHORTEST = 4;

    private static final double LARGEST_PHI = 0.99;

    /// The effective sizes of a series; all null, with a reason, if it is too short, constant, or not finite.
    public static EffectiveSampleSize of(double... series) {
        int n = series.length;
        if (n < SHORTEST) {
            return undefined(n, n + " values; an autocorrelation takes at least " + SHORTEST);
        }
        boolean constant = true;
        for (int t = 0; t < n; t++) {
            if (!Double.isFinite(series[t])) {
                return undefined(n, "value " + (t + 1) + " is " + series[t]);
            }
            constant &= series[t] == series[0];
        }
        if (constant) {
            return undefined(n, "all " + n + " values are " + series[0]);
        }
        double[] gamma = autocovariances(series);
        if (!(gamma[0] > 0) || !Double.isFinite(gamma[0])) {
            return undefined(n, "the variance " + gamma[0] + " leaves the range of float64");
        }
        double phi = Math.clamp((n * gamma[1] / gamma[0] + 1) / (n - 3), -LARGEST_PHI, LARGEST_PHI);
        double variance = neweyWest(gamma);
        return new EffectiveSampleSize(
                n, phi, (double) n * n / sumOfCorrelations(phi, n), geyer(gamma), gamma[0] / variance, variance, "");
    }

    private static EffectiveSampleSize undefined(int n, String reason) {
        return new EffectiveSampleSize(n, null, null, null, null, null, reason);
    }

    /// `1' R 1 = sum_jk phi^|j-k| = (n (1 - phi^2) - 2 phi (1 - phi^n)) / (1 - phi)^2`: over `n`, the variance of a sum
    /// of autoregressive values relative to that of a sum of independent ones.
    static double sumOfCorrelations(double phi, int n) {
        return (n * (1 - phi) * (1 + phi) - 2 * phi * (1 - Math.pow(phi, n))) / ((1 - phi) * (1 - phi));
    }

    private static double[] autocovariances(double[] series) {
        int n = series.length;
        double shift = 0;
        for (double value : series) {
            shift += (value - series[0]) / n;
        }
        double[] deviations = new double[n];
        for (int t = 0; t < n; t++) {
            deviations[t] = (series[t] - series[0]) - shift;
        }
        double[] gamma = new double[n];
        for (int k = 0; k < n; k++) {
            double sum = 0;
            for (int t = k; t < n; t++) {
                sum += deviations[t] * deviations[t - k];
            }
            gamma[k] = sum / n;
        }
        return gamma;
    }

    private static double geyer(double[] gamma) {
        int n = gamma.length;
        double tau = -1;
        for (int k = 0; k + 1 < n && gamma[k] + gamma[k + 1] > 0; k += 2) {
            tau += 2 * (gamma[k] + gamma[k + 1]) / gamma[0];
        }
        return n / Math.max(tau, 1 / Math.log10(n));
    }

    private static double neweyWest(double[] gamma) {
        int n = gamma.length;
        int lags = Math.min(n - 1, (int) (4 * Math.pow(n / 100.0, 2.0 / 9)));
        double sum = gamma[0];
        for (int k = 1; k <= lags; k++) {
            sum += 2 * (1 - k / (lags + 1.0)) * gamma[k];
        }
        return sum / n;
    }
}
