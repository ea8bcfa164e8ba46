package eigensweep.linalg;

import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import eigensweep.simd.DenseMatrix;
import eigensweep.testing.Matrices;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TridiagonalTest {

    @Test
    void theEigenvaluesOfTwoByTwoAreThoseOfItsQuadraticEquation() {
        SplittableRandom random = new SplittableRandom(1);
        for (int repetition = 0; repetition < 100; repetition++) {
            double a = random.nextDouble(-1, 1);
            double b = random.nextDouble(-1, 1);
            double c = random.nextDouble(-1, 1);
            double root = Math.hypot((a - c) / 2, b);

            double[] found = SymmetricEigen.eigenvalues(new double[] {a, Double.NaN, b, c}, 2);

            assertThat(found).containsExactly(new double[] {(a + c) / 2 - root, (a + c) / 2 + root}, within(1e-15));
        }
    }

    /// An orthogonal similarity keeps both; the stride is padding, the upper triangle is never read.
    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 17, 40, 63})
    void reductionKeepsTraceAndFrobeniusNorm(int n) {
        int stride = DenseMatrix.padded(n) + 3;
        double[] values = Matrices.gaussian(n, DenseMatrix.padded(n), stride);
        double trace = 0;
        double squares = 0;
        Arrays.fill(values, n * stride, values.length, Double.NaN);
        for (int i = 0; i < n; i++) {
            trace += values[i * stride + i];
            for (int j = 0; j < stride; j++) {
                double value = values[i * stride + j];
                squares += j > i ? 0 : (j == i ? 1 : 2) * value * value;
                values[i * stride + j] = j > i ? Double.NaN : value;
            }
        }

        Tridiagonal reduced = Tridiagonal.of(new DenseMatrix(values, n, stride));

        double squaresAfter = 0;
        for (int i = 0; i < n; i++) {
            squaresAfter += reduced.diagonal()[i] * reduced.diagonal()[i];
            squaresAfter += 2 * reduced.offDiagonal()[i] * reduced.offDiagonal()[i];
        }
        assertThat(reduced.offDiagonal()[0]).isZero();
        assertThat(Arrays.stream(reduced.diagonal()).sum()).isCloseTo(trace, within(1e-13 * n));
        assertThat(squaresAfter).isCloseTo(squares, within(1e-14 * squares));
    }

    /// The Kac (Clement) matrix, made symmetric: zero diagonal, couplings `sqrt(k (n - k))`, eigenvalues
    /// `n - 1, n - 3, ..., 1 - n` (Taussky and Todd 1991).
    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 3, 10, 101, 500})
    void theKacMatrixHasIntegers(int n) {
        Tridiagonal kac = new Tridiagonal(new double[n], sequence(n, k -> Math.sqrt((double) k * (n - k))));

        assertThat(kac.eigenvalues()).containsExactly(sequence(n, i -> 2 * i + 1 - n), within(1e-14 * n));
    }

    /// Wilkinson's `W21+` has pairs so close that a careless iteration merges or loses them; the largest
    /// eigenvalues agree to 14 digits (Wilkinson 1965, "The Algebraic Eigenvalue Problem", 5.45:
    /// 10.7461941829033...).
    @Test
    void closePairsAreBothFound() {
        Tridiagonal wilkinson = new Tridiagonal(sequence(21, i -> Math.abs(i - 10)), sequence(21, i -> i == 0 ? 0 : 1));

        double[] found = wilkinson.eigenvalues();

        assertThat(found[20]).isCloseTo(10.7461941829034, within(2e-13));
        assertThat(found[19]).isCloseTo(10.7461941829033, within(2e-13));
        assertThat(Arrays.stream(found).sum()).isCloseTo(110, within(1e-12));
    }

    @Test
    void aDiagonalMatrixOnlyNeedsSorting() {
        Tridiagonal diagonal = new Tridiagonal(new double[] {3, -1, 2, 2}, new double[4]);

        assertThat(diagonal.eigenvalues()).containsExactly(-1, 2, 2, 3);
    }

    /// Couplings whose squares vanish, or lose their digits, beside entries of order 1.
    @ParameterizedTest
    @ValueSource(doubles = {1e-100, 1e-150, 1e-154, 1e-158, 1e-161, 1e-163, 1e-300, Double.MIN_VALUE})
    void couplingsThatAreNextToNothingDoNoHarm(double coupling) {
        double[] a = sequence(36, i -> i / 6 == i % 6 ? 1 + i / 6 : coupling);

        assertThat(SymmetricEigen.eigenvalues(a, 6)).containsExactly(new double[] {1, 2, 3, 4, 5, 6}, within(1e-14));
    }

    @Test
    void whatNeverConvergesIsReported() {
        Tridiagonal broken = new Tridiagonal(new double[] {1, Double.NaN, 2}, new double[] {0, 1, 1});

        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(broken::eigenvalues)
                .withMessageContaining("converge");
    }
}
