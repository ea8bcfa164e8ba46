package eigensweep.linalg;

import static eigensweep.testing.Matrices.encoded;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static eigensweep.testing.Matrices.withEigenvalues;
import static eigensweep.testing.Matrices.withSingularValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import eigensweep.testing.Golden;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
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

/// What every backend owes, in float64. A subclass names the backend; it may refuse a method, never get it
/// wrong.
///
/// Eigenvalues are compared relative to the largest, in units of what [Solve#resolution] promises for the Gram
/// route; the references (singular values by EJML 0.44, spectra by construction) have errors of that order
/// themselves.
public abstract class BackendContractTest {

    private static final double EPSILON = 0x1p-52;
    private static final double MARGIN = 4;

    /// The backend under test.
    protected abstract Backend backend();

    /// float64 on one thread.
    protected final Solve solve(Method method) {
        Solve solve = new Solve(Precision.F64, method, 1);
        assumeTrue(backend().refusal(solve) == null, () -> backend().refusal(solve));
        return solve;
    }

    /// The eigenvalues of one matrix's Gram matrix.
    protected final double[] spectrum(Matrix matrix, Method method) {
        return backend().gramEigenvalues(List.of(matrix), solve(method)).getFirst();
    }

    private static double[] squares(double[] singularValues) {
        return DoubleStream.of(singularValues).map(s -> s * s).sorted().toArray();
    }

    /// Of a matrix of that size, relative to the largest eigenvalue.
    private static double tolerance(Matrix matrix) {
        return MARGIN * EPSILON * (matrix.smallSide() + Math.sqrt(matrix.largeSide()));
    }

    private static void assertClose(double[] actual, double[] expected, double relativeToLargest) {
        double largest = Math.max(Math.abs(expected[0]), Math.abs(expected[expected.length - 1]));
        assertThat(actual).hasSameSizeAs(expected).containsExactly(expected, within(relativeToLargest * largest));
        for (int i = 1; i < actual.length; i++) {
            assertThat(actual[i]).isGreaterThanOrEqualTo(actual[i - 1]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNumberHasItsSquare(Method method) {
        assertThat(spectrum(Matrix.of(new double[] {-3}, 1, 1), method))
                .containsExactly(new double[] {9}, within(4e-15));
    }

    @ParameterizedTest
    @EnumSource
    void aVectorHasItsSquaredLength(Method method) {
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
    void spectraAreThoseOfAnIndependentSvd(int rows, int columns) {
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

    /// Orders around panel widths.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 16, 33, 100})
    void aGramMatrixSummedInStretchesHasTheSameSpectrum(int order) {
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
    void aGramMatrixIsShownAndChangedRowByRow(int order) {
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
    void aKernelIsMadeOfTheSum(int n, int d) {
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

    /// 3456 rows of 300 are one block of the Gram route.
    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"3455, 300", "3457, 300", "300, 3457", "400, 399"})
    void knownSpectraAreFound(int rows, int columns) {
        double[] s = sequence(Math.min(rows, columns), i -> 3.0 / (1 + i));
        Matrix matrix = Matrix.of(withSingularValues(11, rows, columns, s), rows, columns);

        assertClose(spectrum(matrix, Method.GRAM), squares(s), tolerance(matrix));
        assertClose(spectrum(matrix, Method.SVD), squares(s), tolerance(matrix));
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"1, 1", "1, 7", "7, 1", "20, 9", "9, 300", "40, 40"})
    void theZeroMatrixHasZeros(int rows, int columns) {
        Matrix zero = Matrix.of(new double[rows * columns], rows, columns);

        for (Method method : Method.values()) {
            assertThat(spectrum(zero, method)).hasSize(zero.smallSide()).containsOnly(0.0);
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"5, 5", "64, 64", "300, 200", "31, 64"})
    void orthonormalRowsOrColumnsHaveOnes(int rows, int columns) {
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
    void aMissingRankShowsAsZerosToTheResolution(int rows, int columns, int rank) {
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
    void aGradedSpectrumIsRightRelativeToItsTop() {
        double[] s = sequence(60, i -> Math.pow(10, -12 * i / 59.0));
        Matrix matrix = Matrix.of(withSingularValues(5, 90, 60, s), 90, 60);

        assertClose(spectrum(matrix, Method.GRAM), squares(s), tolerance(matrix));
    }

    /// The Gram route cannot: what is below `1e-8` of the top is rounding there.
    @Test
    void theSvdRouteResolvesSmallSingularValues() {
        double[] s = sequence(60, i -> Math.pow(10, -12 * i / 59.0));
        Matrix matrix = Matrix.of(withSingularValues(5, 90, 60, s), 90, 60);

        double[] found =
                DoubleStream.of(spectrum(matrix, Method.SVD)).map(Math::sqrt).toArray();

        Arrays.sort(s);
        assertThat(found).containsExactly(s, within(1e-14));
    }

    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {1e100, 1e-100, 1e150, 1e-140, -1e7})
    void spectraScaleWithTheSquareOfTheWeights(double factor) {
        double[] s = sequence(30, i -> 1 + i);
        double[] values = withSingularValues(7, 50, 30, s);
        Matrix scaled = Matrix.of(DoubleStream.of(values).map(v -> v * factor).toArray(), 50, 30);
        double[] expected =
                DoubleStream.of(squares(s)).map(v -> v * factor * factor).toArray();

        for (Method method : Method.values()) {
            assertClose(spectrum(scaled, method), expected, tolerance(scaled));
        }
    }

    /// Widening is exact, so the type of the file is not seen in the result.
    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void everyTypeHasTheSpectrumOfItsWidenedElements(DType dtype) {
        Matrix stored = encoded(dtype, gaussian(13, 70, 41), 70, 41, 1.0);
        Matrix widened = Matrix.of(sequence(70 * 41, i -> Widen.at(stored, i / 41, i % 41)), 70, 41);

        for (Method method : Method.values()) {
            assertThat(spectrum(stored, method)).isEqualTo(spectrum(widened, method));
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"50, 30", "30, 50", "1, 6", "6, 1"})
    void aTransposedViewHasTheSameSpectrum(int rows, int columns) {
        Matrix matrix = Matrix.of(gaussian(17, rows, columns), rows, columns);
        double[] copied = sequence(rows * columns, i -> Widen.at(matrix.transposed(), i / rows, i % rows));
        Matrix copy = Matrix.of(copied, columns, rows);

        for (Method method : Method.values()) {
            assertClose(spectrum(matrix.transposed(), method), spectrum(matrix, method), tolerance(matrix));
            assertClose(spectrum(copy, method), spectrum(matrix, method), tolerance(matrix));
        }
    }

    @ParameterizedTest(name = "{0} x {1} by strides {2}, {3}")
    @CsvSource({"20, 12, 64, 2", "12, 20, 64, 2", "20, 12, 2, 64", "12, 20, 3, 64"})
    void aStridedViewHasTheSpectrumOfItsCopy(int rows, int columns, long rowStride, long columnStride) {
        Matrix whole = Matrix.of(gaussian(19, 64, 64), 64, 64);
        Matrix view = new Matrix(whole.data(), DType.F64, 5, rows, columns, rowStride, columnStride, 0.5);
        double[] copied = sequence(rows * columns, i -> Widen.at(view, i / columns, i % columns));

        for (Method method : Method.values()) {
            assertClose(spectrum(view, method), spectrum(Matrix.of(copied, rows, columns), method), tolerance(view));
        }
    }

    /// A sweep that is resumed cuts its batches differently; its numbers must not show that.
    @ParameterizedTest
    @EnumSource
    void aBatchOfMixedShapesIsTheSameAsOneByOne(Method method) {
        List<Matrix> batch = new ArrayList<>();
        for (int[] shape : new int[][] {{40, 30}, {1, 1}, {3, 200}, {300, 7}, {33, 33}, {1, 5}, {40, 30}}) {
            batch.add(Matrix.of(gaussian(batch.size(), shape[0], shape[1]), shape[0], shape[1]));
        }

        List<double[]> together = backend().gramEigenvalues(batch, solve(method));

        assertThat(together).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(together.get(i)).isEqualTo(spectrum(batch.get(i), method));
        }
        assertThat(backend().gramEigenvalues(List.of(), solve(method))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsRefusedWithItsPlace(double culprit) {
        for (int[] shape : new int[][] {{40, 30}, {30, 40}, {5000, 9}, {9, 9}}) {
            double[] values = gaussian(23, shape[0], shape[1]);
            values[8 * shape[1] + 6] = culprit;
            Matrix matrix = Matrix.of(values, shape[0], shape[1]);
            for (Method method : Method.values()) {
                assertThatExceptionOfType(SpectrumException.class)
                        .isThrownBy(() -> spectrum(matrix, method))
                        .withMessageContainingAll(Double.toString(culprit), "row 8", "column 6");
                assertThatExceptionOfType(SpectrumException.class)
                        .isThrownBy(() -> spectrum(matrix.transposed(), method))
                        .withMessageContainingAll(Double.toString(culprit), "row 6", "column 8");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void nanIsRefusedInEveryType(DType dtype) {
        double[] values = gaussian(29, 20, 10);
        Matrix matrix = encoded(dtype, values, 20, 10, 1.0);
        for (int i = 0; i < dtype.bytes(); i++) {
            matrix.data().set(ValueLayout.JAVA_BYTE, 57L * dtype.bytes() + i, (byte) 0xff);
        }

        for (Method method : Method.values()) {
            assertThatExceptionOfType(SpectrumException.class)
                    .isThrownBy(() -> spectrum(matrix, method))
                    .withMessageContainingAll("NaN", "row 5", "column 7");
        }
    }

    @ParameterizedTest(name = "up to {0}")
    @ValueSource(doubles = {1e155, 1e300, 1e-160, 1e-300, Double.MIN_VALUE})
    void squaresThatLeaveTheRangeAreRefused(double size) {
        Matrix matrix = Matrix.of(sequence(12, i -> i % 5 == 0 ? size : 0), 4, 3);

        for (Method method : Method.values()) {
            assertThatExceptionOfType(SpectrumException.class)
                    .isThrownBy(() -> spectrum(matrix, method))
                    .withMessageContainingAll(Double.toString(size), "range");
        }
    }

    /// `tridiag(-1, 2, -1)` has the eigenvalues `2 - 2 cos(k pi / (n + 1))`.
    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 9, 31, 100, 255, 256, 257})
    void theSecondDifferenceMatrixHasItsEigenvalues(int n) {
        double[] a = sequence(n * n, i -> i / n == i % n ? 2 : Math.abs(i / n - i % n) == 1 ? -1 : 0);
        double[] expected = sequence(n, k -> 2 - 2 * Math.cos((k + 1) * Math.PI / (n + 1)));

        assertClose(backend().symmetricEigenvalues(a, n, solve(Method.GRAM)), expected, 4 * EPSILON * (n + 1));
    }

    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 3, 13, 64, 255, 257})
    void indefiniteMatricesHaveTheirEigenvalues(int n) {
        double[] lambda = sequence(n, i -> i % 3 == 0 ? -1.0 - i : i % 3 == 1 ? 0.5 * i : 0);
        double[] a = withEigenvalues(31, lambda);

        Arrays.sort(lambda);
        assertClose(backend().symmetricEigenvalues(a, n, solve(Method.GRAM)), lambda, MARGIN * EPSILON * (n + 1));
    }

    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {1e300, 1e-300, 1e-310, 0})
    void symmetricMatricesOfAnyScaleHaveTheirEigenvalues(double factor) {
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
    void onlyTheLowerTriangleIsReadAndNothingIsChanged() {
        double[] a = withEigenvalues(41, new double[] {-2, -1, 3, 8, 5});
        double[] lower = sequence(25, i -> i % 5 > i / 5 ? Double.NaN : a[i]);
        double[] before = lower.clone();

        double[] found = backend().symmetricEigenvalues(lower, 5, solve(Method.GRAM));

        assertClose(found, new double[] {-2, -1, 3, 5, 8}, 1e-14);
        assertThat(lower).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aSymmetricMatrixThatIsNotFiniteIsRefusedWithThePlace(double culprit) {
        double[] a = withEigenvalues(43, sequence(12, i -> i));
        a[9 * 12 + 4] = culprit;

        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> backend().symmetricEigenvalues(a, 12, solve(Method.GRAM)))
                .withMessageContainingAll(Double.toString(culprit), "row 9", "column 4");
    }

    @ParameterizedTest
    @EnumSource
    void theSameCallGivesTheSameBits(Method method) throws Exception {
        Matrix matrix = Matrix.of(gaussian(47, 300, 120), 300, 120);
        Solve solve = solve(method);
        double[] alone = spectrum(matrix, method);
        CyclicBarrier start = new CyclicBarrier(4);
        Callable<double[]> call = () -> {
            start.await();
            return backend().gramEigenvalues(List.of(matrix), solve).getFirst();
        };

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<double[]> together : threads.invokeAll(List.of(call, call, call, call))) {
                assertThat(together.get()).isEqualTo(alone);
            }
        }
        assertThat(spectrum(matrix, method)).isEqualTo(alone);
    }

    @Test
    void severalThreadsGiveTheSameSpectrumToRounding() {
        Matrix matrix = Matrix.of(gaussian(53, 400, 300), 400, 300);
        Solve two = solve(Method.GRAM).withThreads(2);

        double[] found = backend().gramEigenvalues(List.of(matrix), two).getFirst();

        assertClose(found, spectrum(matrix, Method.GRAM), tolerance(matrix));
        assertThat(backend().gramEigenvalues(List.of(matrix), two).getFirst()).isEqualTo(found);
    }

    /// What is zero to rounding is left out: the lower part of a golden spectrum without full rank.
    @ParameterizedTest
    @FieldSource("eigensweep.testing.Golden#NAMES")
    void goldenSpectraAreReproduced(String name) {
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

    /// The eigenvalues of all matrices together, as those of a kernel's slices make one spectrum.
    protected final double[] pooledSpectrum(List<Matrix> matrices, Solve solve) {
        return backend().gramEigenvalues(matrices, solve).stream()
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
    }

    @ParameterizedTest
    @EnumSource
    void workspaceHoldsAtLeastTheSquareOfTheSmallerSide(Method method) {
        assertThat(backend().workspaceBytes(5000, 300, solve(method))).isGreaterThanOrEqualTo(8L * 300 * 300);
        assertThat(backend().workspaceBytes(300, 5000, solve(method)))
                .isEqualTo(backend().workspaceBytes(5000, 300, solve(method)));
    }

    @Test
    void itSaysWhatItIs() {
        assertThat(backend().name()).matches("[a-z]+");
        assertThat(backend().description()).isNotBlank().doesNotContain("\n");
    }
}
