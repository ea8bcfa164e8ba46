package eigensweep.linalg;

import static eigensweep.linalg.BackendUnderTest.assertClose;
import static eigensweep.linalg.BackendUnderTest.tolerance;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.tensor.Matrix;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend owes where a Gram matrix is summed up in stretches: its spectrum, and that of kernels made of it.
public interface GramSumContract extends BackendUnderTest {

    /// Orders around panel widths.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 16, 33, 100})
    default void aGramMatrixSummedInStretchesHasTheSameSpectrum(int order) {
        int rows = 3 * order + 5;
        double[] values = gaussian(order, rows, order);
        try (GramSum gram = backend().gramSum(order, 1)) {
            for (int from = 0; from < rows; from += order) {
                int count = Math.min(order, rows - from);
                gram.add(Arrays.copyOfRange(values, from * order, (from + count) * order), count);
            }
            Matrix matrix = Matrix.of(values, rows, order);
            assertClose(gram.eigenvalues(), spectrum(matrix, Method.GRAM), tolerance(matrix));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 21})
    default void aGramMatrixIsShownAndChangedRowByRow(int order) {
        double[] values = gaussian(order, 2, order);
        try (GramSum gram = backend().gramSum(order, 1)) {
            gram.add(values, 2);
            double[] diagonal = gram.diagonal();
            gram.map((i, row) -> {
                assertThat(row[i]).isEqualTo(diagonal[i]);
                for (int j = i; j < order; j++) {
                    double product = values[i] * values[j] + values[order + i] * values[order + j];
                    assertThat(row[j]).isCloseTo(product, within(1e-14));
                    row[j] = i == j ? i + 1 : 0;
                }
            });
            assertThat(gram.eigenvalues()).containsExactly(sequence(order, i -> i + 1.0), within(1e-13));
        }
    }

    /// The reference is the kernel written out and handed over as a symmetric matrix.
    @ParameterizedTest
    @CsvSource({"1, 3", "2, 1", "17, 4", "40, 60"})
    default void aKernelIsMadeOfTheSum(int n, int d) {
        double[] columns = gaussian(n, d, n);
        double[] weights = sequence(n, i -> 0.1 * (1 + i % 3));
        for (double[] w : new double[][] {null, weights}) {
            assertKernel(n, columns, squares -> new GramKernel.Gaussian(1.5, squares, w));
            assertKernel(n, columns, s -> GramKernel.Polynomial.of(new GramKernel.Polynomial.Power(3, 0.2, 1), s, w));
        }
    }

    private void assertKernel(int n, double[] columns, Function<double[], GramKernel> kernel) {
        double[] products = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < columns.length; k += n) {
                    products[i * n + j] += columns[k + i] * columns[k + j];
                }
            }
        }
        GramKernel exact = kernel.apply(sequence(n, i -> products[i * n + i]));
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i * n + j] = exact.at(i, j, products[i * n + j]);
            }
        }
        try (GramSum gram = backend().gramSum(n, 1)) {
            gram.add(columns, columns.length / n);
            gram.apply(kernel.apply(gram.diagonal()));
            double[] expected = backend().symmetricEigenvalues(matrix, n, solve(Method.GRAM));
            assertThat(gram.eigenvalues()).containsExactly(expected, within(1e-14 * n));
        }
    }
}
