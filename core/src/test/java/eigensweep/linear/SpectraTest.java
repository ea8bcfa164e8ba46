package eigensweep.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.Backend;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Solve;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// PAPER F9's expectation, F12 and F13.
class SpectraTest {

    private static final Backend BACKEND = new JavaBackend();
    private static final DesignMatrix X = DesignMatrix.gaussian(50, 10, 1, new SplittableRandom(1));

    @Test
    void anIsotropicTargetHasTheExpectedNorm() {
        IsotropicTarget target = IsotropicTarget.of(X, 20_000, 5);
        // Four standard errors: once in 16,000 seeds it would fail.
        assertThat(target.drawnInverseSquares())
                .isCloseTo(target.sumInverseSquares(), within(4 * target.drawnInverseSquaresError()));
        assertThat(target.drawnInverses()).isCloseTo(target.sumInverses(), within(4 * target.drawnInversesError()));
        assertThat(target.drawnInverseSquaresError()).isLessThan(0.02 * target.sumInverseSquares());
        assertThat(target.sumInverses()).isGreaterThan(5 * target.sumInverseSquares());
    }

    /// `X = diag(1, 2)`: `1 + 1/16` and `1 + 1/4`.
    @Test
    void theExpectationsByHand() {
        IsotropicTarget target = IsotropicTarget.of(new DesignMatrix(new double[] {1, 0, 0, 2}, 2, 2), 2, 1);
        assertThat(target.sumInverseSquares()).isCloseTo(1.0625, within(1e-14));
        assertThat(target.sumInverses()).isCloseTo(1.25, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.5, 3})
    void theTraceIdentityHoldsTermByTerm(double noise) {
        Augmentation augmentation = Augmentation.of(X, noise, 9, BACKEND, Solve.DEFAULT);
        assertThat(augmentation.defect()).isCloseTo(0, within(1e-11 * augmentation.sum()));
        assertThat(Math.abs(augmentation.cross())).isLessThanOrEqualTo(4 * augmentation.crossDeviation());
        assertThat(augmentation.expectedTraceE()).isCloseTo(500 * noise * noise, within(1e-9));
        // Its standard deviation is sqrt(2 / 500) of it.
        assertThat(augmentation.traceE()).isCloseTo(augmentation.expectedTraceE(), within(1e-9 + 130 * noise * noise));
    }

    @Test
    void noiseRaisesTheSumOfEigenvaluesOnAverage() {
        double rise = 0;
        for (int seed = 0; seed < 200; seed++) {
            Augmentation augmentation = Augmentation.of(X, 0.5, seed, BACKEND, Solve.DEFAULT);
            rise += (augmentation.sum() - augmentation.traceX()) / 200;
        }
        // n d s^2 = 125; a rise varies by 2 s norm_F(X), about 23, so the mean of 200 by 1.7.
        assertThat(rise).isCloseTo(125, within(7.0));
    }

    /// By numerical integration over the normal density.
    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsAreCentredAndScaled(Activation activation) {
        double mean = 0;
        double square = 0;
        double slope = 0;
        double step = 1e-3;
        for (double z = -9 + step / 2; z < 9; z += step) {
            double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * step;
            mean += activation.of(z) * density;
            square += activation.of(z) * activation.of(z) * density;
            slope += z * activation.of(z) * density; // E f'(z) = E z f(z) (Stein)
        }
        assertThat(mean).isCloseTo(0, within(1e-6));
        assertThat(square).isCloseTo(1, within(1e-6));
        assertThat(slope * slope).isCloseTo(activation.zeta(), within(1e-6));
    }

    /// Pennington and Worah 2017: without a linear part the spectrum stays. The 5 % point of the distance of two
    /// independent samples of 400 is 0.096.
    @Test
    void activationsWithoutMeanDerivativeKeepTheSpectrum() {
        LayerwiseSpectrum kept = LayerwiseSpectrum.of(Activation.ABSOLUTE, 400, 400, 6, 3, BACKEND, Solve.DEFAULT);
        assertThat(kept.spectra()).hasSize(7).allMatch(spectrum -> spectrum.length == 400);
        assertThat(kept.distance()[0]).isZero();
        for (int layer = 0; layer < 7; layer++) {
            assertThat(kept.distance()[layer]).isLessThan(0.1);
            assertThat(kept.expectedSpread()[layer]).isEqualTo(2);
            assertThat(kept.spread()[layer]).isCloseTo(2, within(0.3));
        }
    }

    /// Linear: `m_l = 2 + l`, the second Fuss-Catalan numbers of products of Gaussian matrices.
    @Test
    void allOthersSpreadIt() {
        LayerwiseSpectrum relu = LayerwiseSpectrum.of(Activation.RELU, 200, 200, 6, 3, BACKEND, Solve.DEFAULT);
        LayerwiseSpectrum linear = LayerwiseSpectrum.of(Activation.IDENTITY, 200, 200, 6, 3, BACKEND, Solve.DEFAULT);
        for (int layer = 0; layer < 7; layer++) {
            assertThat(linear.expectedSpread()[layer]).isEqualTo(2 + layer);
            assertThat(linear.spread()[layer]).isCloseTo(2 + layer, within(0.1 * (2 + layer)));
            assertThat(relu.spread()[layer])
                    .isCloseTo(relu.expectedSpread()[layer], within(0.2 * relu.expectedSpread()[layer]));
        }
        assertThat(relu.spread()[6]).isGreaterThan(2.7);
        assertThat(linear.distance()[6]).isGreaterThan(0.3);
    }

    @Test
    void moreSamplesThanNeuronsLeaveOutTheZeros() {
        LayerwiseSpectrum wide = LayerwiseSpectrum.of(Activation.ABSOLUTE, 40, 100, 1, 3, BACKEND, Solve.DEFAULT);
        assertThat(wide.spectra().get(1)).hasSize(40);
        assertThat(wide.spectra().get(1)[0]).isGreaterThan(1e-3);
    }

    @Test
    void distancesByHand() {
        assertThat(LayerwiseSpectrum.distance(new double[] {1, 2}, new double[] {1, 2}))
                .isZero();
        assertThat(LayerwiseSpectrum.distance(new double[] {1, 2}, new double[] {3, 4}))
                .isEqualTo(1);
        assertThat(LayerwiseSpectrum.distance(new double[] {1, 3}, new double[] {2, 4}))
                .isEqualTo(0.5);
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Augmentation.of(X, -1, 1, BACKEND, Solve.DEFAULT))
                .withMessageContaining("noise of -1");
        assertThatIllegalArgumentException().isThrownBy(() -> IsotropicTarget.of(X, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LayerwiseSpectrum.of(Activation.RELU, 1, 5, 2, 1, BACKEND, Solve.DEFAULT));
    }
}
