package eigensweep.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.Backend;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.simd.Kernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Closed forms against an iterative solve, and dropout against masks.
class LeastSquaresTest {

    private static final Backend BACKEND = new JavaBackend();
    private static final int N = 60;
    private static final int D = 12;

    /// Features of lengths from 0.5 to 2, so that `Gamma^2` is no multiple of the identity.
    private static final DesignMatrix X = features(N, D, 1);

    private static final double[] Y = target();

    private static DesignMatrix features(int n, int d, long seed) {
        DesignMatrix x = DesignMatrix.gaussian(n, d, 1, new SplittableRandom(seed));
        for (int i = 0; i < n * d; i++) {
            x.values()[i] *= 0.5 + 1.5 * (i % d) / (d - 1.0);
        }
        return x;
    }

    private static double[] target() {
        double[] w = new double[D];
        Arrays.setAll(w, j -> Math.cos(j));
        double[] y = X.times(w);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < N; i++) {
            y[i] += 0.3 * random.nextGaussian();
        }
        return y;
    }

    private static LeastSquares problem() {
        return new LeastSquares(X, Y, BACKEND, Solve.DEFAULT);
    }

    private static void assertSolves(Solution solution, double[] diagonal) {
        double[] oracle = ConjugateGradients.solve(X.gram(), diagonal, X.transposeTimes(Y));
        assertThat(solution.w()).containsExactly(oracle, within(1e-11));
    }

    private static double[] constant(double value) {
        double[] all = new double[D];
        Arrays.fill(all, value);
        return all;
    }

    private static double[] squaredLengths(double factor) {
        double[] gamma = new double[D];
        Arrays.setAll(gamma, j -> factor * X.gram()[j * D + j]);
        return gamma;
    }

    @Test
    void leastSquaresIsWhatConjugateGradientsFind() {
        assertSolves(problem().ordinary(), constant(0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1, 100})
    void ridgeIsWhatConjugateGradientsFind(double a) {
        assertSolves(problem().ridge(a), constant(a));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.9})
    void dropoutIsWhatConjugateGradientsFind(double p) {
        assertSolves(problem().dropout(p), squaredLengths(1 - p));
        assertSolves(problem().maskedDropout(p), squaredLengths((1 - p) / p));
        assertSolves(problem().diagonalDropout(p), constant((1 - p) * problem().trace() / D));
    }

    /// PAPER F9: `w^T w = sum q_i^2 / lambda_i^2`.
    @Test
    void theNormIsASumOverEigenvalues() {
        double[] lambda = problem().eigenvalues();
        double[][] directions = EigenDecomposition.of(X.gram(), D).vectors();
        double[] xy = X.transposeTimes(Y);
        double sum = 0;
        for (int i = 0; i < D; i++) {
            double q = Kernels.get().dot(directions[i], 0, xy, 0, D);
            sum += q * q / (lambda[i] * lambda[i]);
        }
        assertThat(problem().ordinary().squaredNorm()).isCloseTo(sum, within(1e-10 * sum));
    }

    /// The minimiser over many masked copies of the data at once. Each copy keeps an entry with probability
    /// `keep` and divides it by `keep`; `M` copies leave an error of order `1 / sqrt(M n)`.
    private static double[] masked(double keep, int copies, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] gram = new double[D * D];
        double[] xy = new double[D];
        for (int copy = 0; copy < copies; copy++) {
            double[] values = X.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextDouble() < keep ? values[i] / keep : 0;
            }
            DesignMatrix kept = new DesignMatrix(values, N, D);
            double[] g = kept.gram();
            double[] b = kept.transposeTimes(Y);
            for (int i = 0; i < g.length; i++) {
                gram[i] += g[i] / copies;
            }
            for (int i = 0; i < b.length; i++) {
                xy[i] += b[i] / copies;
            }
        }
        return ConjugateGradients.solve(gram, new double[D], xy);
    }

    /// Masks of keep probability `p` give the factor `(1 - p) / p`; the factor `1 - p` of the paper's equation
    /// 1 is that of masks of keep probability `1 / (2 - p)`.
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8})
    void dropoutIsWhatManyMaskedFitsAverageTo(double p) {
        double[] byMasks = masked(p, 20_000, 3);
        assertThat(problem().maskedDropout(p).w()).containsExactly(byMasks, within(0.01));
        assertThat(distance(problem().dropout(p).w(), byMasks))
                .as("the paper's factor is another")
                .isGreaterThan(4 * distance(problem().maskedDropout(p).w(), byMasks));
        double[] byPapersMasks = masked(1 / (2 - p), 20_000, 4);
        assertThat(problem().dropout(p).w()).containsExactly(byPapersMasks, within(0.01));
    }

    @Test
    void theDiagonalFormIsExactOnlyForFeaturesOfOneLength() {
        double off = distance(
                problem().dropout(0.5).w(), problem().diagonalDropout(0.5).w());
        assertThat(off).isGreaterThan(0.05);
        double[] values = X.values().clone();
        for (int j = 0; j < D; j++) {
            double length = Math.sqrt(X.gram()[j * D + j]);
            for (int i = 0; i < N; i++) {
                values[i * D + j] /= length;
            }
        }
        LeastSquares even = new LeastSquares(new DesignMatrix(values, N, D), Y, BACKEND, Solve.DEFAULT);
        assertThat(even.diagonalDropout(0.5).w())
                .containsExactly(even.dropout(0.5).w(), within(1e-12));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void regularisationRaisesEigenvaluesAndShrinksWeights() {
        Solution ordinary = problem().ordinary();
        for (Solution other : new Solution[] {
            problem().ridge(5), problem().dropout(0.5), problem().diagonalDropout(0.5)
        }) {
            assertThat(other.squaredNorm()).isLessThan(ordinary.squaredNorm());
            assertThat(other.residual()).isGreaterThan(ordinary.residual());
            for (int i = 0; i < D; i++) {
                assertThat(other.eigenvalues()[i]).isGreaterThan(ordinary.eigenvalues()[i]);
            }
        }
    }

    /// More features than observations: the shortest of the solutions fits exactly, and lies in the span of the
    /// rows.
    @Test
    void withoutFullRankTheShortestSolutionIsFound() {
        DesignMatrix wide = features(5, 12, 7);
        double[] y = {1, -2, 0.5, 3, 1};
        LeastSquares problem = new LeastSquares(wide, y, BACKEND, Solve.DEFAULT);
        assertThat(problem.rank()).isEqualTo(5);
        assertThat(problem.ordinary().residual()).isLessThan(1e-20);
        // The limit of ridge.
        assertThat(problem.ordinary().w()).containsExactly(problem.ridge(1e-6).w(), within(1e-5));
    }

    @Test
    void eigenvectorsAreThoseOfTheBackendsEigenvalues() {
        double[] gram = X.gram();
        EigenDecomposition eigen = EigenDecomposition.of(gram, D);
        assertThat(eigen.values()).containsExactly(problem().eigenvalues(), within(1e-11));
        for (int i = 0; i < D; i++) {
            for (int r = 0; r < D; r++) {
                double sum = 0;
                for (int c = 0; c < D; c++) {
                    sum += gram[r * D + c] * eigen.vectors()[i][c];
                }
                assertThat(sum).isCloseTo(eigen.values()[i] * eigen.vectors()[i][r], within(1e-11));
            }
        }
    }

    @Test
    void whatHasNoAnswerIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> problem().ridge(0))
                .withMessageContaining("above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> problem().dropout(1))
                .withMessageContaining("between 0 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeastSquares(X, new double[3], BACKEND, Solve.DEFAULT))
                .withMessage("60 rows and 3 targets");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeastSquares(X, new double[N], BACKEND, Solve.DEFAULT))
                .withMessageContaining("0 everywhere");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DesignMatrix(new double[] {1, 2, Double.NaN, 4}, 2, 2))
                .withMessage("row 2, column 1 is NaN");
        DesignMatrix empty = new DesignMatrix(new double[] {1, 0, 2, 0, 3, 0}, 3, 2);
        assertThatExceptionOfType(SingularMatrixException.class)
                .isThrownBy(() -> new LeastSquares(empty, new double[] {1, 2, 3}, BACKEND, Solve.DEFAULT).dropout(0.5))
                .withMessageContaining("feature 2 is 0 everywhere");
    }

    /// Their squares would be 0, or infinite.
    @ParameterizedTest
    @ValueSource(doubles = {1e-180, 1e180})
    void numbersWhoseProductsAreNoneAreRefused(double scale) {
        DesignMatrix extreme =
                new DesignMatrix(Arrays.stream(X.values()).map(v -> v * scale).toArray(), N, D);
        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> new LeastSquares(extreme, Y, BACKEND, Solve.DEFAULT))
                .withMessageContaining("the data has no number beyond")
                .withMessageContaining("rescale it");
        double[] target = Arrays.stream(Y).map(v -> v * scale).toArray();
        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> new LeastSquares(X, target, BACKEND, Solve.DEFAULT))
                .withMessageContaining("the target has no number beyond");
    }
}
