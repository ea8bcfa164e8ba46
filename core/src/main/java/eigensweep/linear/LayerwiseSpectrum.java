package eigensweep.linear;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Solve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The spectrum of data on its way through a random network (PAPER F13; Pennington and Worah 2017): `Y_0 = X`
/// with independent standard normal entries, `Y_l = f(W_l Y_{l-1})` with `W_l` of independent normal entries of
/// variance `1 / width`. Where `zeta = E[f'(z)]^2 = 0`, the eigenvalues of `Y_l^T Y_l / width` are distributed
/// as those of `X^T X / width` for every layer, in the limit of large sizes; otherwise they spread from layer
/// to layer.
///
/// How far they spread follows from replacing a layer by the linear one with noise that has the same first two
/// moments, `sqrt(zeta) W Y + sqrt(1 - zeta) N`: with `rho` samples by neurons, the second moment `m_l =
/// mean(lambda^2)` obeys `m_{l+1} = 1 + rho + zeta^2 (m_l - 1)` from `m_0 = 1 + rho`.
///
/// @param activation `f`
/// @param zeta of the activation
/// @param spread `mean(lambda^2) / mean(lambda)^2` of each, zeros counted
/// @param expectedSpread the same by the recursion
/// @param distance of each from the first: the largest difference of their distribution functions, 0 to 1
/// @param spectra of `Y_0`, `Y_1`, ...: eigenvalues, ascending, without those that are 0 for want of rows
public record LayerwiseSpectrum(
        Activation activation,
        double zeta,
        double[] spread,
        double[] expectedSpread,
        double[] distance,
        List<double[]> spectra) {

    /// Carries data through a network.
    ///
    /// @param width neurons of a layer, and features of the data
    /// @param samples columns of the data
    /// @param layers after the data
    public static LayerwiseSpectrum of(
            Activation activation, int width, int samples, int layers, long seed, Backend backend, Solve solve) {
        if (width < 2 || samples < 2 || layers < 1) {
            throw new IllegalArgumentException(layers + " layers of " + width + " neurons, " + samples + " samples");
        }
        SplittableRandom random = new SplittableRandom(seed);
        DesignMatrix y = DesignMatrix.gaussian(width, samples, 1, random);
        List<double[]> spectra = new ArrayList<>(List.of(spectrum(y, backend, solve)));
        for (int layer = 0; layer < layers; layer++) {
            // Held transposed: W^T is as random as W.
            DesignMatrix w = DesignMatrix.gaussian(width, width, Math.sqrt(1.0 / width), random);
            double[] z = w.transposeTimes(y);
            for (int i = 0; i < z.length; i++) {
                z[i] = activation.of(z[i]);
            }
            y = new DesignMatrix(z, width, samples);
            spectra.add(spectrum(y, backend, solve));
        }
        double[] distance = spectra.stream()
                .mapToDouble(spectrum -> distance(spectra.getFirst(), spectrum))
                .toArray();
        double[] spread = spectra.stream()
                .mapToDouble(spectrum -> spread(spectrum, samples))
                .toArray();
        double ratio = (double) samples / width;
        double[] expected = new double[layers + 1];
        expected[0] = 1 + ratio;
        for (int layer = 0; layer < layers; layer++) {
            expected[layer + 1] = 1 + ratio + activation.zeta() * activation.zeta() * (expected[layer] - 1);
        }
        return new LayerwiseSpectrum(activation, activation.zeta(), spread, expected, distance, List.copyOf(spectra));
    }

    private static double spread(double[] spectrum, int samples) {
        double sum = 0;
        double squares = 0;
        for (double value : spectrum) {
            sum += value;
            squares += value * value;
        }
        return squares * samples / (sum * sum);
    }

    private static double[] spectrum(DesignMatrix y, Backend backend, Solve solve) {
        double[] values = backend.symmetricEigenvalues(y.gram(), y.columns(), solve);
        int zeros = Math.max(0, y.columns() - y.rows());
        double[] scaled = Arrays.copyOfRange(values, zeros, values.length);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= y.rows();
        }
        return scaled;
    }

    /// The two-sample Kolmogorov-Smirnov distance.
    static double distance(double[] a, double[] b) {
        int i = 0;
        int j = 0;
        double largest = 0;
        while (i < a.length && j < b.length) {
            double at = Math.min(a[i], b[j]);
            while (i < a.length && a[i] <= at) {
                i++;
            }
            while (j < b.length && b[j] <= at) {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return largest;
    }
}
