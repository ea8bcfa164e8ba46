package eigensweep.linalg;

import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BandEigenTest {

    private static final int WIDTH = BandEigen.width();

    @BeforeAll
    static void aBandIsAWay() {
        assumeTrue(BandEigen.isFast(), "vectors of 256 or 512 bits");
    }

    /// Every length of the last block, and of a chase.
    static IntStream orders() {
        return IntStream.of(
                1,
                2,
                3,
                WIDTH - 1,
                WIDTH,
                WIDTH + 1,
                WIDTH + 2,
                2 * WIDTH,
                2 * WIDTH + 1,
                3 * WIDTH + 5,
                7 * WIDTH - 1);
    }

    @ParameterizedTest(name = "n = {0}")
    @MethodSource("orders")
    void theEigenvaluesAreThoseOfTheDenseMatrix(int n) {
        double[] dense = band(n, new SplittableRandom(n));
        double[] expected = SymmetricEigen.eigenvalues(dense, n);

        assertThat(BandEigen.eigenvalues(stored(dense, n, Precision.F64), n, Precision.F64))
                .containsExactly(expected, within(1e-14 * WIDTH));
        assertThat(BandEigen.eigenvalues(stored(dense, n, Precision.F32), n, Precision.F32))
                .containsExactly(expected, within(3e-7 * WIDTH));
    }

    /// With `C` of couplings 1/2 and eigenvalues `cos(k pi / (n + 1))`, the Chebyshev polynomial `T_w(C)` has a
    /// band of `w` and the eigenvalues `cos(w k pi / (n + 1))`.
    @ParameterizedTest(name = "n = {0}")
    @MethodSource("orders")
    void aChebyshevPolynomialOfAChainHasCosines(int n) {
        double[] expected = sequence(n, k -> Math.cos(WIDTH * (k + 1) * Math.PI / (n + 1)));
        Arrays.sort(expected);

        double[] found = BandEigen.eigenvalues(stored(chebyshev(n), n, Precision.F64), n, Precision.F64);

        assertThat(found).containsExactly(expected, within(1e-13));
    }

    @Test
    void scaleIsOfNoAccount() {
        int n = 2 * WIDTH + 3;
        double[] dense = band(n, new SplittableRandom(5));
        double[] values = BandEigen.eigenvalues(stored(dense, n, Precision.F64), n, Precision.F64);
        for (double scale : new double[] {0x1p-900, 0x1p900}) {
            double[] scaled = sequence(n * n, k -> dense[k] * scale);

            assertThat(BandEigen.eigenvalues(stored(scaled, n, Precision.F64), n, Precision.F64))
                    .containsExactly(sequence(n, k -> values[k] * scale));
        }
    }

    /// Near the smallest number entries have lost digits, not their size.
    @Test
    void denormalNumbersHaveTheirEigenvalues() {
        int n = 2 * WIDTH + 3;
        double[] dense = band(n, new SplittableRandom(6));
        double[] values = BandEigen.eigenvalues(stored(dense, n, Precision.F64), n, Precision.F64);
        double[] tiny = sequence(n * n, k -> dense[k] * 1e-312);

        double[] found = BandEigen.eigenvalues(stored(tiny, n, Precision.F64), n, Precision.F64);

        assertThat(found).containsExactly(sequence(n, k -> values[k] * 1e-312), within(WIDTH * Double.MIN_VALUE));

        double[] one = new double[n * n];
        one[5 * n + 3] = Double.MIN_VALUE;
        assertThat(BandEigen.eigenvalues(stored(one, n, Precision.F64), n, Precision.F64))
                .startsWith(-Double.MIN_VALUE)
                .endsWith(Double.MIN_VALUE)
                .contains(0);
    }

    /// Couplings that are next to nothing are dropped, here at the far corner of the band; those that are not stay.
    @ParameterizedTest
    @EnumSource
    void smallCouplingsMoveEigenvaluesByNoMore(Precision precision) {
        int n = 2 * WIDTH + 3;
        for (double coupling : new double[] {0x1p-300, 0x1p-250, 0x1p-100, 0x1p-70, 0x1p-50, 0x1p-25}) {
            double[] dense = new double[n * n];
            for (int i = 0; i < n; i++) {
                dense[i * n + i] = 1 - i % 2;
                if (i >= WIDTH) {
                    dense[i * n + i - WIDTH] = coupling;
                }
            }
            double[] found = BandEigen.eigenvalues(stored(dense, n, precision), n, precision);

            // Gershgorin's circles have a radius of two couplings.
            assertThat(found)
                    .containsExactly(
                            sequence(n, i -> i < n / 2 ? 0 : 1), within(2 * coupling + n * precision.epsilon()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDiagonalMatrixIsItsOwnSpectrum(Precision precision) {
        int n = 3 * WIDTH;
        double[] dense = new double[n * n];
        for (int i = 0; i < n; i++) {
            dense[i * n + i] = (i * 7) % n;
        }

        assertThat(BandEigen.eigenvalues(stored(dense, n, precision), n, precision))
                .containsExactly(sequence(n, i -> i));
        assertThat(BandEigen.eigenvalues(stored(new double[n * n], n, precision), n, precision))
                .containsExactly(new double[n]);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoNumberIsRefused(Precision precision) {
        int n = WIDTH;
        for (double entry : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            double[] dense = new double[n * n];
            dense[3 * n] = entry;

            assertThatExceptionOfType(SpectrumException.class)
                    .isThrownBy(() -> BandEigen.eigenvalues(stored(dense, n, precision), n, precision));
        }
    }

    private static double[] band(int n, SplittableRandom random) {
        double[] dense = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - WIDTH); j <= i; j++) {
                dense[i * n + j] = (float) random.nextDouble(-1, 1);
            }
        }
        return dense;
    }

    private static double[] chebyshev(int n) {
        double[] before = new double[n * n];
        double[] now = new double[n * n];
        for (int i = 0; i < n; i++) {
            before[i * n + i] = 1;
        }
        for (int i = 1; i < n; i++) {
            now[i * n + i - 1] = 0.5;
            now[(i - 1) * n + i] = 0.5;
        }
        for (int degree = 2; degree <= WIDTH; degree++) {
            double[] next = new double[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double above = i > 0 ? now[(i - 1) * n + j] : 0;
                    double below = i < n - 1 ? now[(i + 1) * n + j] : 0;
                    next[i * n + j] = above + below - before[i * n + j];
                }
            }
            before = now;
            now = next;
        }
        return now;
    }

    /// LAPACK's band storage of the lower triangle; what it does not use is NaN.
    private static MemorySegment stored(double[] dense, int n, Precision precision) {
        boolean isWide = precision == Precision.F64;
        MemorySegment band = Arena.ofAuto().allocate((isWide ? 8L : 4L) * n * (WIDTH + 1));
        for (int j = 0; j < n; j++) {
            for (int d = 0; d <= WIDTH; d++) {
                double entry = j + d < n ? dense[(j + d) * n + j] : Double.NaN;
                long at = d + (long) j * (WIDTH + 1);
                if (isWide) {
                    band.setAtIndex(ValueLayout.JAVA_DOUBLE, at, entry);
                } else {
                    band.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) entry);
                }
            }
        }
        return band;
    }
}
