package eigensweep.linear;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Solve;
import java.util.SplittableRandom;

/// The spectrum under augmentation noise (PAPER F12): with `X~ = X + E`,
///
/// `sum lambda~_i = tr X^T X + 2 tr X^T E + tr E^T E`,
///
/// which exceeds `sum lambda_i` on average where `E` has mean 0 and is independent of `X`, since then the
/// middle term has mean 0. In one draw it need not: the middle term has standard deviation `2 s norm_F(X)`.
///
/// @param noise `s`, the standard deviation of an entry of `E`
/// @param sum of the eigenvalues
/// @param traceX `tr X^T X`
/// @param cross `2 tr X^T E`
/// @param crossDeviation its standard deviation, `2 s norm_F(X)`
/// @param traceE `tr E^T E`
/// @param expectedTraceE `n d s^2`
/// @param defect how far the identity is from exact: `sum - (traceX + cross + traceE)`, rounding
/// @param eigenvalues of `X~^T X~`, ascending
public record Augmentation(
        double noise,
        double sum,
        double traceX,
        double cross,
        double crossDeviation,
        double traceE,
        double expectedTraceE,
        double defect,
        double[] eigenvalues) {

    /// Adds normal noise to the data.
    ///
    /// @param noise standard deviation, at least 0
    public static Augmentation of(DesignMatrix x, double noise, long seed, Backend backend, Solve solve) {
        if (!(noise >= 0) || !Double.isFinite(noise)) {
            throw new IllegalArgumentException("noise of " + noise + "; it is at least 0");
        }
        DesignMatrix e = DesignMatrix.gaussian(x.rows(), x.columns(), noise, new SplittableRandom(seed));
        double[] eigenvalues = backend.symmetricEigenvalues(x.plus(e).gram(), x.columns(), solve);
        double sum = 0;
        for (double value : eigenvalues) {
            sum += value;
        }
        double traceX = x.inner(x);
        double cross = 2 * x.inner(e);
        double traceE = e.inner(e);
        return new Augmentation(
                noise,
                sum,
                traceX,
                cross,
                2 * noise * Math.sqrt(traceX),
                traceE,
                (double) x.rows() * x.columns() * noise * noise,
                sum - (traceX + cross + traceE),
                eigenvalues);
    }
}
