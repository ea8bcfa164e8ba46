package eigensweep.natives.gpu;

import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.linalg.GramKernel;
import eigensweep.linalg.GramKernel.Polynomial.Power;
import eigensweep.natives.gpu.binding.CudaApi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels evaluated by cuBLAS's elementary operations, over the shim, held entry by entry to what [GramKernel]
/// says (`Math.exp`, `Math.pow`) of the same products.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class KernelEvaluationTest {

    private final Resources resources = new Resources();
    private Lane lane;

    @BeforeEach
    void open() {
        CudaApi cuda = Shim.cuda();
        cuda.runtime().use(0);
        DeviceClock clock = new DeviceClock(cuda.runtime());
        resources.add(clock::close);
        lane = new Lane(cuda, clock);
        resources.add(lane::close);
    }

    @AfterEach
    void everythingIsGivenBackAndNothingWasDoneThatAGpuWouldNotBear() {
        resources.close();
        if (lane != null) {
            assertThat(Shim.alive()).isZero();
            assertThat(Shim.breaches()).isZero();
        }
    }

    /// Products of samples.
    private static double[] products(double[] samples, int n) {
        int d = samples.length / n;
        double[] products = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                for (int k = 0; k < d; k++) {
                    products[i * n + j] += samples[i * d + k] * samples[j * d + k];
                }
            }
        }
        return products;
    }

    private static double[] squares(double[] products, int n) {
        return sequence(n, i -> products[i * n + i]);
    }

    /// The largest difference of an entry from its definition, in units of the product of its weights.
    private double largestError(double[] products, int n, GramKernel kernel, int exponent) {
        assertThat(KernelEvaluation.isExact(kernel)).isTrue();
        long bytes = 8L * n * n;
        long gram = lane.matrices.atLeast(bytes);
        lane.upload().send(bytes, host -> MemorySegment.copy(products, 0, host, JAVA_DOUBLE, 0, n * n), gram);
        long at = new KernelEvaluation(lane, n, gram).evaluate(kernel, exponent);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(bytes);
            lane.fetch(at, found);
            double[] weights = kernel.weights();
            double worst = 0;
            for (int i = 0; i < n; i++) {
                for (int j = i; j < n; j++) {
                    double unit = weights == null ? 1 : weights[i] * weights[j];
                    double entry = Math.scalb(found.getAtIndex(JAVA_DOUBLE, (long) i * n + j), 2 * exponent);
                    double error = Math.abs(entry - kernel.at(i, j, products[i * n + j])) / unit;
                    worst = Math.max(worst, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
                    if (j > i) {
                        assertThat(found.getAtIndex(JAVA_DOUBLE, (long) j * n + i))
                                .as("above the diagonal")
                                .isZero();
                    }
                }
            }
            return worst;
        }
    }

    /// From a kernel of ones, over everything between, to the identity. Where `2^k` roundings would be 1e-9
    /// there are `k`.
    @ParameterizedTest
    @ValueSource(doubles = {1e6, 30, 4, 1.7, 1, 0.7, 0.3, 0.05, 1e-3, 1e-8})
    void gaussians(double bandwidth) {
        for (int n : new int[] {1, 2, 7, 40}) {
            double[] products = products(gaussian(n, n, 5), n);
            GramKernel kernel = new GramKernel.Gaussian(bandwidth, squares(products, n), null);
            assertThat(largestError(products, n, kernel, 0)).as("n = " + n).isLessThan(2e-15);
        }
    }

    /// One sample far away decides how often every entry is squared, and its neighbours keep their digits.
    @Test
    void gaussiansOfSamplesOfWhichOneIsFarAway() {
        int n = 30;
        double[] samples = gaussian(5, n, 5);
        samples[0] = 1e7;
        double[] products = products(samples, n);

        assertThat(largestError(products, n, new GramKernel.Gaussian(1, squares(products, n), null), 0))
                .isLessThan(1e-14);
    }

    /// The diagonal is 1 to the last bit, whatever the squares were rounded to.
    @Test
    void theDiagonalIsOne() {
        int n = 50;
        double[] products = products(gaussian(6, n, 3), n);
        double[] squares = squares(products, n);
        double[] diagonal = new double[n * n];
        for (int i = 0; i < n; i++) {
            diagonal[i * n + i] = products[i * n + i];
        }
        assertThat(largestError(diagonal, n, new GramKernel.Gaussian(1e-3, squares, null), 0))
                .as("off the diagonal is nothing")
                .isLessThan(1e-15);
        GramKernel polynomial = GramKernel.Polynomial.of(new Power(3, 0.7, 0), squares, null);
        assertThat(largestError(diagonal, n, polynomial, 0))
                .as("the definition itself is one rounding off")
                .isLessThan(3e-16);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0",
        "1, 0.2, 1",
        "2, 1, 0",
        "2, 0.2, 1",
        "3, 0.2, 1",
        "4, 0.2, 0.5",
        "5, 2, 3",
        "7, 0.2, 1",
        "8, 1, 0",
        "13, 0.2, 1",
        "100, 0.01, 1"
    })
    void polynomials(int degree, double factor, double offset) {
        for (int n : new int[] {1, 2, 7, 40}) {
            double[] products = products(gaussian(n, n, 5), n);
            GramKernel kernel = GramKernel.Polynomial.of(new Power(degree, factor, offset), squares(products, n), null);
            assertThat(largestError(products, n, kernel, 0)).as("n = " + n).isLessThan(8 * degree * 0x1p-53);
        }
    }

    @Test
    void weightsAndScales() {
        int n = 33;
        double[] products = products(gaussian(7, n, 5), n);
        double[] squares = squares(products, n);
        double[] weights = sequence(n, i -> 1e-120 * (1 + i));
        int exponent = Math.getExponent(33e-120);

        assertThat(largestError(products, n, new GramKernel.Gaussian(1.3, squares, weights), exponent))
                .isLessThan(4e-15);
        assertThat(largestError(
                        products, n, GramKernel.Polynomial.of(new Power(3, 0.2, 1), squares, weights), exponent))
                .isLessThan(4e-15);
    }

    /// 2100 columns of 2100 are more than one block.
    @Test
    void largeMatricesAreEvaluatedInBlocks() {
        int n = 2100;
        double[] products = products(gaussian(8, n, 2), n);
        double[] squares = squares(products, n);

        assertThat(largestError(products, n, new GramKernel.Gaussian(0.8, squares, null), 0))
                .isLessThan(4e-15);
        assertThat(largestError(products, n, GramKernel.Polynomial.of(new Power(5, 0.5, 1), squares, null), 0))
                .isLessThan(4e-15);
        assertThat(KernelEvaluation.bytes(n)).isLessThan(2 * 8L * n * n + (64 << 20));
    }

    @Test
    void whatWouldNotBeExactIsKnownBefore() {
        double[] one = {1};
        assertThat(KernelEvaluation.isExact(new GramKernel.Gaussian(1e-8, one, null)))
                .isTrue();
        assertThat(KernelEvaluation.isExact(new GramKernel.Gaussian(1e-12, one, null)))
                .as("exponents of 1e24")
                .isFalse();
        assertThat(KernelEvaluation.isExact(new GramKernel.Gaussian(1e-200, new double[] {0}, null)))
                .as("1 / s^2 is no number")
                .isFalse();
        assertThat(KernelEvaluation.isExact(GramKernel.Polynomial.of(new Power(1 << 16, 1, 0), one, null)))
                .isTrue();
        assertThat(KernelEvaluation.isExact(GramKernel.Polynomial.of(new Power(1 << 17, 1, 0), one, null)))
                .isFalse();
    }
}
