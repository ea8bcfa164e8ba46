package eigensweep.linalg;

import static eigensweep.linalg.BackendUnderTest.assertClose;
import static eigensweep.linalg.BackendUnderTest.squares;
import static eigensweep.linalg.BackendUnderTest.tolerance;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static eigensweep.testing.Matrices.withSingularValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.tensor.Matrix;
import eigensweep.testing.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend owes for the Gram spectra of weights of all shapes, ranks and scales.
public interface SpectrumContract extends BackendUnderTest {

    @ParameterizedTest
    @EnumSource
    default void aNumberHasItsSquare(Method method) {
        assertThat(spectrum(Matrix.of(new double[] {-3}, 1, 1), method))
                .containsExactly(new double[] {9}, within(4e-15));
    }

    @ParameterizedTest
    @EnumSource
    default void aVectorHasItsSquaredLength(Method method) {
        double[] vector = {1, -2, 3, -4, 5, 6, 7, 8, 9};

        assertThat(spectrum(Matrix.of(vector, 1, 9), method)).containsExactly(new double[] {285}, within(2e-13));
        assertThat(spectrum(Matrix.of(vector, 9, 1), method)).containsExactly(new double[] {285}, within(2e-13));
    }

    /// Sides around panel widths, the SVD route's blocks of 256 rows and the Gram route's deepest blocks of
    /// 4096.
    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({
        "2, 2",
        "3, 3",
        "3, 2",
        "2, 3",
        "7, 5",
        "5, 8",
        "9, 13",
        "16, 16",
        "17, 31",
        "64, 33",
        "127, 129",
        "255, 10",
        "256, 16",
        "257, 17",
        "15, 257",
        "255, 255",
        "256, 256",
        "257, 257",
        "511, 3",
        "513, 3",
        "4095, 3",
        "4096, 3",
        "4097, 3",
        "3, 4097",
        "8193, 2"
    })
    default void spectraAreThoseOfAnIndependentSvd(int rows, int columns) {
        double[] values = gaussian(rows, rows, columns);
        Matrix matrix = Matrix.of(values, rows, columns);
        double[] expected = squares(ejmlSingularValues(values, rows, columns));

        for (Method method : Method.values()) {
            assertClose(spectrum(matrix, method), expected, tolerance(matrix));
        }
    }

    private static double[] ejmlSingularValues(double[] values, int rows, int columns) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows, columns, false, false, true);
        assertThat(svd.decompose(new DMatrixRMaj(rows, columns, true, values.clone())))
                .isTrue();
        return Arrays.copyOf(svd.getSingularValues(), Math.min(rows, columns));
    }

    /// 3456 rows of 300 are one block of the Gram route.
    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"3455, 300", "3457, 300", "300, 3457", "400, 399"})
    default void knownSpectraAreFound(int rows, int columns) {
        double[] s = sequence(Math.min(rows, columns), i -> 3.0 / (1 + i));
        Matrix matrix = Matrix.of(withSingularValues(11, rows, columns, s), rows, columns);

        assertClose(spectrum(matrix, Method.GRAM), squares(s), tolerance(matrix));
        assertClose(spectrum(matrix, Method.SVD), squares(s), tolerance(matrix));
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"1, 1", "1, 7", "7, 1", "20, 9", "9, 300", "40, 40"})
    default void theZeroMatrixHasZeros(int rows, int columns) {
        Matrix zero = Matrix.of(new double[rows * columns], rows, columns);

        for (Method method : Method.values()) {
            assertThat(spectrum(zero, method)).hasSize(zero.smallSide()).containsOnly(0.0);
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"5, 5", "64, 64", "300, 200", "31, 64"})
    default void orthonormalRowsOrColumnsHaveOnes(int rows, int columns) {
        double[] ones = sequence(Math.min(rows, columns), i -> 1);
        Matrix diagonal = Matrix.of(diagonal(rows, columns, ones), rows, columns);
        Matrix dense = Matrix.of(withSingularValues(3, rows, columns, ones), rows, columns);

        for (Method method : Method.values()) {
            assertClose(spectrum(diagonal, method), ones, EPSILON);
            assertClose(spectrum(dense, method), ones, tolerance(dense));
        }
    }

    private static double[] diagonal(int rows, int columns, double[] entries) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < entries.length; i++) {
            values[i * columns + i] = entries[i];
        }
        return values;
    }

    /// What lets a rank be counted: eigenvalues that are zero come out below [Solve#resolution].
    @ParameterizedTest(name = "{0} x {1}, rank {2}")
    @CsvSource({"2, 2, 1", "9, 7, 3", "64, 64, 1", "300, 40, 39", "40, 300, 5", "200, 200, 100", "5000, 30, 29"})
    default void aMissingRankShowsAsZerosToTheResolution(int rows, int columns, int rank) {
        double[] values = gaussian(rank, rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            int column = i % columns;
            if (column >= rank) {
                // A power of two times another column: no rounding.
                values[i] = Math.scalb(values[i - column + column % rank], column % 5 - 2);
            }
        }
        Matrix matrix = Matrix.of(values, rows, columns);
        int missing = matrix.smallSide() - rank;

        for (Method method : Method.values()) {
            double[] spectrum = spectrum(matrix, method);
            double zero =
                    solve(method).resolution(matrix.largeSide(), matrix.smallSide()) * spectrum[spectrum.length - 1];
            assertThat(DoubleStream.of(spectrum).limit(missing)).allMatch(lambda -> lambda >= 0 && lambda <= zero);
            assertThat(DoubleStream.of(spectrum).skip(missing)).allMatch(lambda -> lambda > zero);
        }
    }

    @Test
    default void aGradedSpectrumIsRightRelativeToItsTop() {
        double[] s = sequence(60, i -> Math.pow(10, -12 * i / 59.0));
        Matrix matrix = Matrix.of(withSingularValues(5, 90, 60, s), 90, 60);

        assertClose(spectrum(matrix, Method.GRAM), squares(s), tolerance(matrix));
    }

    /// The Gram route cannot: what is below `1e-8` of the top is rounding there.
    @Test
    default void theSvdRouteResolvesSmallSingularValues() {
        double[] s = sequence(60, i -> Math.pow(10, -12 * i / 59.0));
        Matrix matrix = Matrix.of(withSingularValues(5, 90, 60, s), 90, 60);

        double[] found =
                DoubleStream.of(spectrum(matrix, Method.SVD)).map(Math::sqrt).toArray();

        Arrays.sort(s);
        assertThat(found).containsExactly(s, within(1e-14));
    }

    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {1e100, 1e-100, 1e150, 1e-140, -1e7})
    default void spectraScaleWithTheSquareOfTheWeights(double factor) {
        double[] s = sequence(30, i -> 1 + i);
        double[] values = withSingularValues(7, 50, 30, s);
        Matrix scaled = Matrix.of(DoubleStream.of(values).map(v -> v * factor).toArray(), 50, 30);
        double[] expected =
                DoubleStream.of(squares(s)).map(v -> v * factor * factor).toArray();

        for (Method method : Method.values()) {
            assertClose(spectrum(scaled, method), expected, tolerance(scaled));
        }
    }

    /// What is zero to rounding is left out: the lower part of a golden spectrum without full rank.
    @ParameterizedTest
    @FieldSource("eigensweep.testing.Golden#NAMES")
    default void goldenSpectraAreReproduced(String name) {
        List<Matrix> weights = Golden.weights(name, 1.0);
        double[] golden = Golden.eigenvalues(name);
        double largest = golden[golden.length - 1];
        for (Method method : Method.values()) {
            if (method == Method.SVD && weights.getFirst().smallSide() > 256) {
                continue; // Jacobi rotations would take seconds.
            }
            double[] pooled = pooledSpectrum(weights, solve(method));

            assertThat(pooled).hasSameSizeAs(golden);
            for (int i = golden.length / 2; i < golden.length; i++) {
                double tolerance = golden[i] > 1e-10 * largest ? 1e-10 * golden[i] : tolerance(weights.getFirst());
                assertThat(pooled[i]).isCloseTo(golden[i], within(tolerance));
            }
        }
    }
}
