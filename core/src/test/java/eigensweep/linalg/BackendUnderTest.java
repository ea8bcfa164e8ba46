package eigensweep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.tensor.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// A backend that is tested, and what the tests of it share.
///
/// Eigenvalues are compared relative to the largest, in units of what [Solve#resolution] promises for the Gram
/// route; the references (singular values by EJML 0.44, spectra by construction) have errors of that order
/// themselves.
public interface BackendUnderTest {

    double EPSILON = 0x1p-52;

    double MARGIN = 4;

    /// The backend under test.
    Backend backend();

    /// float64 on one thread.
    default Solve solve(Method method) {
        Solve solve = new Solve(Precision.F64, method, 1);
        assumeTrue(backend().refusal(solve) == null, () -> backend().refusal(solve));
        return solve;
    }

    /// The eigenvalues of one matrix's Gram matrix.
    default double[] spectrum(Matrix matrix, Method method) {
        return backend().gramEigenvalues(List.of(matrix), solve(method)).getFirst();
    }

    static double[] squares(double[] singularValues) {
        return DoubleStream.of(singularValues).map(s -> s * s).sorted().toArray();
    }

    /// Of a matrix of that size, relative to the largest eigenvalue.
    static double tolerance(Matrix matrix) {
        return MARGIN * EPSILON * (matrix.smallSide() + Math.sqrt(matrix.largeSide()));
    }

    static void assertClose(double[] actual, double[] expected, double relativeToLargest) {
        double largest = Math.max(Math.abs(expected[0]), Math.abs(expected[expected.length - 1]));
        assertThat(actual).hasSameSizeAs(expected).containsExactly(expected, within(relativeToLargest * largest));
        for (int i = 1; i < actual.length; i++) {
            assertThat(actual[i]).isGreaterThanOrEqualTo(actual[i - 1]);
        }
    }

    /// The eigenvalues of all matrices together, as those of a kernel's slices make one spectrum.
    default double[] pooledSpectrum(List<Matrix> matrices, Solve solve) {
        return backend().gramEigenvalues(matrices, solve).stream()
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
    }
}
