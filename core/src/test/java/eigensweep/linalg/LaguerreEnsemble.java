package eigensweep.linalg;

import java.util.SplittableRandom;

/// Spectra of Gaussian matrices without the matrices: the bidiagonal form of an `N x M` matrix of independent
/// normal entries has independent entries itself, `chi_N, chi_{N-1}, ...` on its diagonal and `chi_{M-1},
/// chi_{M-2}, ...` beside it (Dumitriu and Edelman 2002).
public final class LaguerreEnsemble {

    private LaguerreEnsemble() {}

    /// The eigenvalues of `W^T W`, ascending.
    ///
    /// @param large `N`, which need not be whole
    /// @param small `M`
    public static double[] eigenvalues(SplittableRandom random, double large, int small) {
        double[] diagonal = new double[small];
        double[] beside = new double[small];
        double coupling = 0;
        for (int i = 0; i < small; i++) {
            double own = chiSquare(random, large - i);
            diagonal[i] = own + coupling;
            coupling = i + 1 < small ? chiSquare(random, small - 1 - i) : 0;
            if (i + 1 < small) {
                beside[i + 1] = Math.sqrt(own * coupling);
            }
        }
        double[] values = new Tridiagonal(diagonal, beside).eigenvalues();
        for (int i = 0; i < small; i++) {
            values[i] = Math.max(0, values[i]);
        }
        return values;
    }

    /// Twice a Gamma variate of half the degrees of freedom, by Marsaglia and Tsang (2000).
    private static double chiSquare(SplittableRandom random, double degrees) {
        if (degrees < 2) {
            // Of a Gamma variate whose shape is one more, by a power of a uniform one.
            return chiSquare(random, degrees + 2) * Math.pow(1 - random.nextDouble(), 2 / degrees);
        }
        double d = degrees / 2 - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double v = Math.pow(1 + c * normal, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < normal * normal / 2 + d - d * v + d * Math.log(v)) {
                return 2 * d * v;
            }
        }
    }
}
