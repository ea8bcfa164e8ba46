package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.LaguerreEnsemble;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Layers beside random ones, held to fresh draws of random ones.
class NullModelTest {

    private static final int REPLICAS = 400;

    private static Spectrum spectrum(double[] eigenvalues, int large, int small) {
        return new Spectrum(eigenvalues, large, small, 1e-13, false);
    }

    private static NullModel beside(double[] eigenvalues, int large, int small) {
        Spectrum spectrum = spectrum(eigenvalues, large, small);
        return Objects.requireNonNull(
                LayerMetrics.of(spectrum, MetricOptions.DEFAULT).nullModel());
    }

    /// On the table's nodes, between them, of kernels, and of few eigenvalues. Of 400 draws the 2.5 %
    /// quantile of the table has 10 below it, give or take 3; interpolation and the table's own draws add to
    /// that.
    @ParameterizedTest(name = "{1} x {0}, {2} slices")
    @CsvSource({
        "8, 8, 1",
        "14, 40, 1",
        "20, 20, 1",
        "64, 64, 1",
        "100, 300, 1",
        "300, 300, 1",
        "200, 1000, 1",
        "27, 64, 9",
        "3, 64, 49",
        "10, 12, 4",
        "400, 500, 1"
    })
    void theIntervalHolds95PercentOfRandomLayers(int small, int large, int slices) {
        double[] alphas =
                RandomAlphaSimulation.alphas(small, slices, large / (double) small, REPLICAS, 77L * small + large);
        RandomAlpha interval = RandomAlpha.of(small, small * slices, large / (double) small);

        assertThat(Arrays.stream(alphas).filter(alpha -> alpha < interval.low()).count() / (double) REPLICAS)
                .isBetween(0.005, 0.055);
        assertThat(Arrays.stream(alphas)
                                .filter(alpha -> alpha > interval.high())
                                .count()
                        / (double) REPLICAS)
                .isBetween(0.005, 0.055);
    }

    /// A Gaussian 300 x 300 may well have an alpha of 5.4; that is no sign of training.
    @Test
    void mostRandomLayersReadAsRandom() {
        SplittableRandom random = new SplittableRandom(99);
        int asRandom = 0;
        for (int i = 0; i < 600; i++) {
            asRandom += beside(LaguerreEnsemble.eigenvalues(random, 300, 300), 300, 300)
                            .reading()
                            .equals(NullModel.AS_RANDOM)
                    ? 1
                    : 0;
        }
        assertThat(asRandom / 600.0).isBetween(0.92, 0.98);
        assertThat(RandomAlpha.of(300, 300, 1).low()).isLessThan(5.4);
        assertThat(RandomAlpha.of(300, 300, 1).high()).isGreaterThan(6);
    }

    @Test
    void anEigenvalueBeyondTheEdgeIsNotRandom() {
        double[] eigenvalues = LaguerreEnsemble.eigenvalues(new SplittableRandom(6), 400, 200);
        double[] spiked = eigenvalues.clone();
        spiked[199] *= 1.5;

        assertThat(beside(eigenvalues, 400, 200).reading()).isEqualTo(NullModel.AS_RANDOM);
        assertThat(beside(spiked, 400, 200).reading()).isEqualTo(NullModel.OUTLIERS);
    }

    @Test
    void aHeavyTailIsReadAsOne() {
        double[] pareto = new double[300];
        Arrays.setAll(pareto, i -> Math.pow((i + 0.5) / 300, -1 / 1.2));
        Arrays.sort(pareto);

        assertThat(beside(pareto, 600, 300).reading()).isEqualTo(NullModel.HEAVIER);
        double[] narrow = new double[300];
        Arrays.setAll(narrow, i -> 1 + 1e-4 * Math.pow((i + 0.5) / 300, 2));
        assertThat(beside(narrow, 600, 300).reading()).isEqualTo(NullModel.LIGHTER);
    }

    /// The scale of weights, and the paper's `1 / N`, are nothing to it.
    @Test
    void theReadingDoesNotDependOnTheScale() {
        double[] eigenvalues = LaguerreEnsemble.eigenvalues(new SplittableRandom(7), 100, 50);
        NullModel plain = beside(eigenvalues, 100, 50);

        assertThat(beside(Arrays.stream(eigenvalues).map(x -> x * 1e-9).toArray(), 100, 50))
                .isEqualTo(plain);
        assertThat(LayerMetrics.of(spectrum(eigenvalues, 100, 50), MetricOptions.of(Convention.PAPER))
                        .nullModel())
                .isEqualTo(plain);
    }

    /// To the error of the Gamma distribution that stands for Tracy and Widom's, and of small matrices.
    @ParameterizedTest
    @CsvSource({"5, 5", "20, 100", "100, 100", "100, 400"})
    void theEdgeIsPassedByOneInAHundred(int small, int large) {
        SplittableRandom random = new SplittableRandom(small + large);
        int beyond = 0;
        for (int i = 0; i < 2000; i++) {
            double[] eigenvalues = LaguerreEnsemble.eigenvalues(random, large, small);
            Spectrum spectrum = spectrum(eigenvalues, large, small);
            beyond += spectrum.largest() > RandomEdge.of(spectrum) ? 1 : 0;
        }
        assertThat(beyond / 2000.0).isCloseTo(0.01, within(0.01));
    }

    /// The bidiagonal form has the moments of the matrix: `E sum lambda = N M`, `E sum lambda^2 = N M (N + M + 1)`.
    @Test
    void theEnsembleIsThatOfGaussianMatrices() {
        SplittableRandom random = new SplittableRandom(8);
        double first = 0;
        double second = 0;
        for (int i = 0; i < 4000; i++) {
            for (double lambda : LaguerreEnsemble.eigenvalues(random, 12, 7)) {
                first += lambda / 4000;
                second += lambda * lambda / 4000;
            }
        }
        assertThat(first).isCloseTo(84, within(1.0));
        assertThat(second).isCloseTo(84 * 20, within(40.0));
    }
}
