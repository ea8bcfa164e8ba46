package eigensweep.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.bench.Inputs;
import eigensweep.simd.Kernels;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each checksum is of what its own kernel computes: it is what the kernel's formula, written as a plain loop on the
/// same inputs, gives.
class KernelsBenchmarkTest {

    private static final int N = 64;
    private static final double CLOSE = 1e-9;

    private final double[] x = Inputs.gaussian(N, 1);
    private final double[] y = Inputs.gaussian(N, 2);

    private static double checksum(String twin, String method) {
        KernelsBenchmark suite = new KernelsBenchmark();
        suite.n = N;
        suite.twin = twin;
        suite.prepare();
        return suite.checksum(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void dotIsASumOfProducts(String twin) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += x[i] * y[i];
        }
        assertThat(checksum(twin, "dot")).isCloseTo(sum, within(CLOSE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void axpyAddsHalfOfX(String twin) {
        double[] sums = new double[N];
        for (int i = 0; i < N; i++) {
            sums[i] = y[i] + 0.5 * x[i];
        }
        assertThat(checksum(twin, "axpy")).isCloseTo(Inputs.checksum(sums), within(CLOSE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void rotateTurnsBothVectors(String twin) {
        double[] turnedX = new double[N];
        double[] turnedY = new double[N];
        for (int i = 0; i < N; i++) {
            turnedX[i] = 0.6 * x[i] - 0.8 * y[i];
            turnedY[i] = 0.8 * x[i] + 0.6 * y[i];
        }
        assertThat(checksum(twin, "rotate"))
                .isCloseTo(Inputs.checksum(turnedX) + Inputs.checksum(turnedY), within(CLOSE));
    }

    /// Rows `60 .. 63` of `A - v w^T - w v^T` with `v = x`, `w = y`, and their part of the product of the symmetric
    /// matrix with `y`, but for what the block on the diagonal leaves to its other rows.
    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void rank2SymvUpdatesFourRowsAndMultipliesThem(String twin) {
        int first = N - 4;
        double[] rows = Inputs.gaussian(4 * N, 4);
        double[] product = new double[N];
        for (int k = 0; k < 4; k++) {
            for (int i = 0; i < N; i++) {
                double entry = rows[k * N + i] - x[first + k] * y[i] - y[first + k] * x[i];
                rows[k * N + i] = entry;
                product[first + k] += entry * y[i];
                if (i < N - Kernels.get().packing().blockWidth()) {
                    product[i] += entry * y[first + k];
                }
            }
        }
        assertThat(checksum(twin, "rank2Symv"))
                .isCloseTo(Inputs.checksum(product) + Inputs.checksum(rows), within(CLOSE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void tailDistanceIsTheLargestGapToThePowerLaw(String twin) {
        double[] points = Inputs.spectrum(N, 3, 3);
        double distance = 0;
        for (int j = 0; j < N; j++) {
            double survival = Math.pow(points[j] / points[0], -1.5);
            distance = Math.max(distance, Math.abs(survival - (1 - (double) j / N)));
        }
        assertThat(checksum(twin, "tailDistance")).isCloseTo(distance, within(CLOSE));
    }

    /// Java's SplittableRandom, whose numbers are SplitMix64's.
    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void signsAreTheBitsOfARandomNumber(String twin) {
        long bits = new SplittableRandom(1).nextLong();
        double[] signs = new double[N];
        for (int i = 0; i < N; i++) {
            signs[i] = (bits >>> i & 1) == 0 ? 1 : -1;
        }
        assertThat(checksum(twin, "signs")).isEqualTo(Inputs.checksum(signs));
    }
}
