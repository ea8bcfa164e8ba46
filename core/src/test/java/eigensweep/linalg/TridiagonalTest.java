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
import org.junit.jupiter.params.provider.EnumSource;
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

    /// An orthogonal similarity keeps both; in float32 to its rounding.
    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 17, 40, 63, 64, 65})
    void reductionKeepsTraceAndFrobeniusNorm(int n) {
        double[] values = Matrices.gaussian(n, n, n);
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            trace += values[i * n + i];
            for (int j = 0; j <= i; j++) {
                squares += (j == i ? 1 : 2) * values[i * n + j] * values[i * n + j];
            }
        }
        DenseMatrix.Rows rows = (i, row) -> {
            // What lies behind the row may be anything.
            Arrays.fill(row, Double.NaN);
            System.arraycopy(values, i * n, row, 0, i + 1);
        };

        assertKept(Tridiagonal.of(DenseMatrix.f64(n, rows)), trace, squares, 1e-14);
        if (DenseMatrix.isFast()) {
            assertKept(Tridiagonal.of(DenseMatrix.f32(n, rows)), trace, squares, 4e-6);
        }
    }

    private static void assertKept(Tridiagonal reduced, double trace, double squares, double rounding) {
        int n = reduced.diagonal().length;
        double squaresAfter = 0;
        for (int i = 0; i < n; i++) {
            squaresAfter += reduced.diagonal()[i] * reduced.diagonal()[i];
            squaresAfter += 2 * reduced.offDiagonal()[i] * reduced.offDiagonal()[i];
        }
        assertThat(reduced.offDiagonal()[0]).isZero();
        assertThat(Arrays.stream(reduced.diagonal()).sum()).isCloseTo(trace, within(10 * rounding * n));
        assertThat(squaresAfter).isCloseTo(squares, within(rounding * squares));
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

    /// Against Sturm's count, which needs no iteration: below `lambda_k - t` there are at most `k`
    /// eigenvalues, and below `lambda_k + t` more.
    @ParameterizedTest
    @EnumSource
    void everyEigenvalueIsWhereSturmCountsIt(Shape shape) {
        for (int n : new int[] {2, 11, 12, 13, 14, 15, 16, 17, 40, 384, 1000}) {
            for (double unit : new double[] {1, 0x1p-600, 0x1p600}) {
                double[] diagonal = sequence(n, i -> unit * shape.diagonal(i, n));
                double[] couplings = sequence(n, i -> i == 0 ? 0 : unit * shape.coupling(i, n));
                double norm = 0;
                for (int i = 0; i < n; i++) {
                    double next = i + 1 < n ? Math.abs(couplings[i + 1]) : 0;
                    norm = Math.max(norm, (Math.abs(diagonal[i]) + Math.abs(couplings[i]) + next) / unit);
                }
                double tolerance = 4 * Math.sqrt(n) * 0x1p-52 * Math.max(norm, 1e-200);

                double[] found = new Tridiagonal(diagonal.clone(), couplings.clone()).eigenvalues();

                for (int k = 0; k < n; k++) {
                    double lambda = found[k] / unit;
                    assertThat(below(diagonal, couplings, unit, lambda - tolerance))
                            .isLessThanOrEqualTo(k);
                    assertThat(below(diagonal, couplings, unit, lambda + tolerance))
                            .isGreaterThan(k);
                }
            }
        }
    }

    /// How many eigenvalues lie below `x`: negative pivots of `T - x I` (Givens 1954).
    private static int below(double[] diagonal, double[] couplings, double unit, double x) {
        int count = 0;
        double pivot = 1;
        for (int i = 0; i < diagonal.length; i++) {
            double coupling = couplings[i] / unit;
            pivot = diagonal[i] / unit - x - coupling * coupling / pivot;
            if (Math.abs(pivot) < 1e-290) {
                pivot = -1e-290;
            }
            count += pivot < 0 ? 1 : 0;
        }
        return count;
    }

    /// Matrices that an iteration may stumble over.
    enum Shape {
        DRAWN,
        ZERO_DIAGONAL,
        ALL_EQUAL,
        FALLING,
        RISING,
        BLOCKS_THAT_ARE_EQUAL,
        WEAKLY_COUPLED_BLOCKS,
        ONE_LARGE_ENTRY,
        COUPLINGS_NEXT_TO_NOTHING,
        NOTHING_AT_ALL,
        LOW_RANK;

        double diagonal(int i, int n) {
            return switch (this) {
                case DRAWN -> drawn(2L * i);
                case ZERO_DIAGONAL, NOTHING_AT_ALL -> 0;
                case ALL_EQUAL -> 2;
                case FALLING -> Math.exp(-40.0 * i / n);
                case RISING -> Math.exp(-40.0 * (n - i) / n);
                case BLOCKS_THAT_ARE_EQUAL, WEAKLY_COUPLED_BLOCKS -> Math.abs(i % 21 - 10) / 10.0;
                case ONE_LARGE_ENTRY -> i == n / 2 ? 1 : 1e-12 * drawn(2L * i);
                case COUPLINGS_NEXT_TO_NOTHING -> i / 3;
                case LOW_RANK -> i < n / 10 ? drawn(2L * i) : 0;
            };
        }

        double coupling(int i, int n) {
            return switch (this) {
                case DRAWN -> drawn(2L * i + 1);
                case ZERO_DIAGONAL, ALL_EQUAL -> 1;
                case FALLING -> 0.3 * Math.exp(-40.0 * i / n);
                case RISING -> 0.3 * Math.exp(-40.0 * (n - i) / n);
                case BLOCKS_THAT_ARE_EQUAL -> i % 21 == 0 ? 0 : 0.1;
                case WEAKLY_COUPLED_BLOCKS -> i % 21 == 0 ? 1e-9 : 0.1;
                case ONE_LARGE_ENTRY -> 1e-12 * drawn(2L * i + 1);
                case COUPLINGS_NEXT_TO_NOTHING -> i % 2 == 0 ? 1e-170 : 1e-15;
                case NOTHING_AT_ALL -> 0;
                case LOW_RANK -> i < n / 10 ? drawn(2L * i + 1) : 1e-17 * drawn(2L * i + 1);
            };
        }

        private static double drawn(long seed) {
            return new SplittableRandom(seed).nextDouble(-1, 1);
        }
    }

    @Test
    void whatNeverConvergesIsReported() {
        Tridiagonal broken = new Tridiagonal(new double[] {1, Double.NaN, 2}, new double[] {0, 1, 1});

        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(broken::eigenvalues)
                .withMessageContaining("converge");
    }
}
