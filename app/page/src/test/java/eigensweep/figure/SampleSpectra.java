package eigensweep.figure;

import java.util.Arrays;
import java.util.Random;

/// Eigenvalues to draw.
public final class SampleSpectra {

    private SampleSpectra() {}

    /// A bulk around 1, and a tenth of the values in a tail of exponent alpha.
    public static double[] spectrum(Random random, int count, double alpha) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = i % 10 == 0
                    ? 2 * Math.pow(1 - random.nextDouble(), -1 / (alpha - 1))
                    : Math.pow(Math.abs(1 + 0.35 * random.nextGaussian()) + 0.01, 2);
        }
        Arrays.sort(values);
        return values;
    }
}
