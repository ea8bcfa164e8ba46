package eigensweep.linalg;

import static eigensweep.linalg.BackendUnderTest.assertClose;
import static eigensweep.testing.Matrices.sequence;
import static eigensweep.testing.Matrices.withEigenvalues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend owes for the eigenvalues of symmetric matrices.
public interface SymmetricContract extends BackendUnderTest {

    /// `tridiag(-1, 2, -1)` has the eigenvalues `2 - 2 cos(k pi / (n + 1))`.
    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 9, 31, 100, 255, 256, 257})
    default void theSecondDifferenceMatrixHasItsEigenvalues(int n) {
        double[] a = sequence(n * n, i -> i / n == i % n ? 2 : Math.abs(i / n - i % n) == 1 ? -1 : 0);
        double[] expected = sequence(n, k -> 2 - 2 * Math.cos((k + 1) * Math.PI / (n + 1)));

        assertClose(backend().symmetricEigenvalues(a, n, solve(Method.GRAM)), expected, 4 * EPSILON * (n + 1));
    }

    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 3, 13, 64, 255, 257})
    default void indefiniteMatricesHaveTheirEigenvalues(int n) {
        double[] lambda = sequence(n, i -> i % 3 == 0 ? -1.0 - i : i % 3 == 1 ? 0.5 * i : 0);
        double[] a = withEigenvalues(31, lambda);

        Arrays.sort(lambda);
        assertClose(backend().symmetricEigenvalues(a, n, solve(Method.GRAM)), lambda, MARGIN * EPSILON * (n + 1));
    }

    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {1e300, 1e-300, 1e-310, 0})
    default void symmetricMatricesOfAnyScaleHaveTheirEigenvalues(double factor) {
        double[] lambda = sequence(20, i -> i - 7.0);
        double[] a = DoubleStream.of(withEigenvalues(37, lambda))
                .map(v -> v * factor)
                .toArray();
        double[] expected = DoubleStream.of(lambda).map(v -> v * factor).toArray();

        // At 1e-310 numbers have 14 digits left.
        double tolerance = factor == 1e-310 ? 1e-13 : MARGIN * EPSILON * 21;
        assertClose(backend().symmetricEigenvalues(a, 20, solve(Method.GRAM)), expected, tolerance);
    }

    @Test
    default void onlyTheLowerTriangleIsReadAndNothingIsChanged() {
        double[] a = withEigenvalues(41, new double[] {-2, -1, 3, 8, 5});
        double[] lower = sequence(25, i -> i % 5 > i / 5 ? Double.NaN : a[i]);
        double[] before = lower.clone();

        double[] found = backend().symmetricEigenvalues(lower, 5, solve(Method.GRAM));

        assertClose(found, new double[] {-2, -1, 3, 5, 8}, 1e-14);
        assertThat(lower).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    default void aSymmetricMatrixThatIsNotFiniteIsRefusedWithThePlace(double culprit) {
        double[] a = withEigenvalues(43, sequence(12, i -> i));
        a[9 * 12 + 4] = culprit;

        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> backend().symmetricEigenvalues(a, 12, solve(Method.GRAM)))
                .withMessageContainingAll(Double.toString(culprit), "row 9", "column 4");
    }
}
