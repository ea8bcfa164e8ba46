package eigensweep.curvature;

import static eigensweep.testing.Moments.moment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.curvature.HutchinsonTrace.Estimate;
import eigensweep.curvature.HutchinsonTrace.Method;
import eigensweep.curvature.HutchinsonTrace.Options;
import eigensweep.curvature.HutchinsonTrace.Section;
import eigensweep.curvature.SpectralDensity.Node;
import eigensweep.testing.Matrices;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Symmetric matrices of chosen eigenvalues `10, 5, 2, -1` and 196 near zero, as a Hessian's are, known by
/// products.
class CurvatureTest {

    private static final int N = 200;
    private static final double[] EIGENVALUES = Matrices.sequence(N, i -> switch (i) {
        case 0 -> 10;
        case 1 -> 5;
        case 2 -> 2;
        case 3 -> -1;
        default -> 0.01 * Math.sin(i);
    });
    private static final double[] MATRIX = Matrices.withEigenvalues(3, EIGENVALUES);
    private static final double TRACE = Arrays.stream(EIGENVALUES).sum();
    private static final List<Section> HALVES = List.of(new Section("upper", 0, 77), new Section("lower", 77, N));

    private static double[] times(double[] v) {
        double[] product = new double[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                product[i] += MATRIX[i * N + j] * v[j];
            }
        }
        return product;
    }

    private static double diagonal(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += MATRIX[i * N + i];
        }
        return sum;
    }

    private static Estimate trace(Method method, int products, long seed) {
        return HutchinsonTrace.of(CurvatureTest::times, N, HALVES, new Options(method, products, 0, seed));
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void tracesLieWithinTheirStandardErrors(Method method) {
        for (int seed = 0; seed < 20; seed++) {
            Estimate estimate = trace(method, 90, seed);
            assertThat(estimate.whole().value())
                    .as("seed %d", seed)
                    .isCloseTo(TRACE, within(3.5 * estimate.whole().standardError() + 1e-12));
            assertThat(estimate.sections().get(0).value())
                    .isCloseTo(
                            diagonal(0, 77),
                            within(3.5 * estimate.sections().get(0).standardError()));
            assertThat(estimate.sections().get(1).value())
                    .isCloseTo(
                            diagonal(77, N),
                            within(3.5 * estimate.sections().get(1).standardError()));
            assertThat(estimate.products()).isEqualTo(90);
        }
    }

    /// `sqrt(2 (||H||_F^2 - sum_i H_ii^2) / m)` (Hutchinson 1990).
    @Test
    void theStandardErrorIsTheOneThatTheoryGives() {
        double squares = Arrays.stream(EIGENVALUES).map(x -> x * x).sum();
        for (int i = 0; i < N; i++) {
            squares -= MATRIX[i * N + i] * MATRIX[i * N + i];
        }
        double standardError = trace(Method.HUTCHINSON, 4000, 1).whole().standardError();
        assertThat(standardError).isCloseTo(Math.sqrt(2 * squares / 4000), within(0.05 * standardError));
    }

    @Test
    void aSketchOfTheLargeEigenvaluesSavesMostOfTheError() {
        assertThat(trace(Method.HUTCH_PLUS_PLUS, 90, 1).whole().standardError())
                .isLessThan(trace(Method.HUTCHINSON, 90, 1).whole().standardError() / 20);
    }

    @Test
    void itStopsAtTheErrorAskedFor() {
        Estimate estimate = HutchinsonTrace.of(
                CurvatureTest::times, N, List.of(), new Options(Method.HUTCHINSON, 100_000, 0.02, 1));
        double share = estimate.whole().standardError() / estimate.whole().value();
        assertThat(share).isBetween(0.01, 0.02);
        assertThat(estimate.products()).isLessThan(100_000).isEqualTo(estimate.probes().length);
    }

    @Test
    void theLargestEigenvaluesAreFoundWithinTheirResiduals() {
        List<Lanczos.Eigenvalue> top = Lanczos.largest(CurvatureTest::times, N, 3, new Lanczos.Options(100, 1e-10, 1));
        for (int k = 0; k < 3; k++) {
            assertThat(top.get(k).value()).isCloseTo(EIGENVALUES[k], within(1e-9));
        }
    }

    @Test
    void eigenvaluesThatAreNotFoundAreNotMadeUp() {
        assertThatThrownBy(() -> Lanczos.largest(CurvatureTest::times, N, 3, new Lanczos.Options(4, 1e-10, 1)))
                .isInstanceOf(CurvatureException.class)
                .hasMessageContaining("after 4 products; allow more");
    }

    @Test
    void ofAMultipleOfTheIdentityThereIsOneEigenvalue() {
        HessianVectorProduct twice = v -> Arrays.stream(v).map(x -> 2 * x).toArray();
        List<Lanczos.Eigenvalue> top = Lanczos.largest(twice, 50, 3, new Lanczos.Options(50, 1e-10, 1));
        assertThat(top).hasSize(1);
        assertThat(top.getFirst().value()).isCloseTo(2, within(1e-12));
    }

    /// A Gauss quadrature of `m` nodes is exact for the first `2m - 1` moments of the vector's own measure, and
    /// with as many steps as rows the nodes are the eigenvalues.
    @Test
    void theDensityHasTheMomentsOfTheSpectrum() {
        SpectralDensity density = Lanczos.density(CurvatureTest::times, N, 200, 30, 1);
        double[] moments = {1, 0, 0};
        for (int order = 1; order <= 2; order++) {
            int power = order;
            moments[order] =
                    Arrays.stream(EIGENVALUES).map(x -> Math.pow(x, power)).sum() / N;
        }
        assertThat(moment(density, 0)).isCloseTo(1, within(1e-12));
        assertThat(moment(density, 1)).isCloseTo(moments[1], within(0.1 * moments[1]));
        assertThat(moment(density, 2)).isCloseTo(moments[2], within(0.15 * moments[2]));
        assertThat(density.nodes().getLast().value()).isCloseTo(10, within(1e-9));
        assertThat(density.nodes().getFirst().value()).isCloseTo(-1, within(1e-9));
    }

    @Test
    void aQuantileIsTheValueThatSoManyEigenvaluesAreNotAbove() {
        SpectralDensity density =
                SpectralDensity.of(4, List.of(new Node(2, 0.25), new Node(-1, 0.25), new Node(0.5, 0.5)));
        assertThat(Matrices.sequence(5, i -> density.quantile(i / 4.0))).containsExactly(-1, -1, 0.5, 0.5, 2);
        assertThat(density.quantile(0.26)).isEqualTo(0.5);
        assertThatThrownBy(() -> density.quantile(1.5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSmoothedDensityIntegratesToOne() {
        SpectralDensity density = Lanczos.density(CurvatureTest::times, N, 5, 30, 1);
        double[] places = Matrices.sequence(2601, i -> -3 + i * 0.006);
        double integral = Arrays.stream(density.at(places, 0.1)).sum() * 0.006;
        assertThat(integral).isCloseTo(1, within(1e-6));
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThatThrownBy(() -> new Options(Method.HUTCHINSON, 1, 0, 1)).hasMessageContaining("2 or more");
        assertThatThrownBy(() -> new Options(Method.HUTCH_PLUS_PLUS, 5, 0, 1)).hasMessageContaining("6 or more");
        assertThatThrownBy(() -> HutchinsonTrace.of(
                        v -> v, 3, List.of(new Section("all", 0, 4)), new Options(Method.HUTCHINSON, 2, 0, 1)))
                .hasMessageContaining("a matrix of 3 rows");
    }
}
