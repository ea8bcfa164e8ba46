package eigensweep.natives;

import static eigensweep.testing.Matrices.encoded;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static eigensweep.testing.Matrices.withEigenvalues;
import static eigensweep.testing.Matrices.withSingularValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendContract;
import eigensweep.linalg.BackendException;
import eigensweep.linalg.Backends;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With the library that comes with the tool.
@DisabledIfSystemProperty(named = MklBackendTest.PROPERTY, matches = ".*", disabledReason = "a process has one LAPACK")
class OpenBlasBackendTest implements BackendContract {

    private static final Solve SINGLE = new Solve(Precision.F32, Method.GRAM, 1);

    @Override
    public Backend backend() {
        return Backends.open("openblas").backend();
    }

    private double[] spectrum(Matrix matrix, Solve solve) {
        return backend().gramEigenvalues(List.of(matrix), solve).getFirst();
    }

    @ParameterizedTest
    @FieldSource("eigensweep.testing.Golden#NAMES")
    void agreesWithPureJavaOnTheTopHalfOfGoldenSpectra(String name) {
        List<Matrix> weights = Golden.weights(name, Math.sqrt(0.5));
        double[] pure = new JavaBackend()
                .gramEigenvalues(weights, Solve.DEFAULT).stream()
                        .flatMapToDouble(Arrays::stream)
                        .sorted()
                        .toArray();
        double[] ours = pooledSpectrum(weights, Solve.DEFAULT);
        double largest = pure[pure.length - 1];

        assertThat(ours).hasSameSizeAs(pure);
        for (int i = pure.length / 2; i < pure.length; i++) {
            double tolerance = 1e-10 * (pure[i] > 1e-10 * largest ? pure[i] : largest);
            assertThat(ours[i]).isCloseTo(pure[i], within(tolerance));
        }
    }

    /// An order that is reduced in two stages, whatever the scale: what the squares of the
    /// entries would overflow is scaled before.
    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {1, 2})
    void twoStagesFindSpectraOfAnyScale(int threads) {
        int n = 2000;
        double[] lambda = sequence(n, i -> i % 2 == 0 ? 1 + i : -0.5 * i);
        double[] a = withEigenvalues(1, lambda);
        Arrays.sort(lambda);
        Solve solve = Solve.DEFAULT.withThreads(threads);
        for (double scale : new double[] {1, 0x1p600, 0x1p-600}) {
            double[] scaled = sequence(n * n, k -> a[k] * scale);

            double[] found = backend().symmetricEigenvalues(scaled, n, solve);

            assertThat(sequence(n, k -> found[k] / scale)).containsExactly(lambda, within(1e-12 * n));
        }
    }

    /// Of entries around 2^500 and 2^-500, which are scaled where they lie.
    @ParameterizedTest
    @ValueSource(doubles = {0x1p250, 0x1p-250})
    void twoStagesFindASumOfAnyScale(double scale) {
        int n = 2000;
        double[] rows = gaussian(3, 3, n);
        double[] expected = spectrum(Matrix.of(rows, 3, n), Method.GRAM);
        try (GramSum gram = backend().gramSum(n, 1)) {
            gram.add(sequence(3 * n, k -> rows[k] * scale), 3);
            double[] found = gram.eigenvalues();

            assertThat(sequence(3, k -> found[n - 3 + k] / scale / scale))
                    .containsExactly(expected, within(1e-12 * expected[2]));
        }
    }

    /// What float64 holds and float32 does not.
    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {1e39, 1e-50, 1e300, 1e-300})
    void float32FindsEigenvaluesOfAnyScale(double scale) {
        double[] lambda = sequence(50, i -> i - 20);
        double[] a =
                Arrays.stream(withEigenvalues(7, lambda)).map(v -> v * scale).toArray();
        for (int threads : new int[] {1, 2}) {
            double[] found = backend().symmetricEigenvalues(a, 50, SINGLE.withThreads(threads));

            assertThat(sequence(50, k -> found[k] / scale)).containsExactly(lambda, within(1e-4));
        }
    }

    /// Below order 512 the reduction of a sum leaves its threads alone.
    @ParameterizedTest
    @ValueSource(ints = {511, 512})
    void aSumOnTwoThreadsHasTheSpectrumOfOneOnOne(int order) {
        double[] values = gaussian(order, 600, order);

        double[] alone = summed(values, order, 1);
        double[] shared = summed(values, order, 2);

        assertThat(shared).containsExactly(alone, within(1e-13 * alone[order - 1]));
        assertThat(summed(values, order, 2)).isEqualTo(shared);
    }

    private double[] summed(double[] values, int order, int threads) {
        try (GramSum gram = backend().gramSum(order, threads)) {
            gram.add(values, values.length / order);
            return gram.eigenvalues();
        }
    }

    @Test
    void takesTheSvdOfManyBlocksOfRows() {
        double[] s = sequence(90, i -> Math.pow(0.7, i));
        Matrix tall = Matrix.of(withSingularValues(3, 1500, 90, s), 1500, 90);

        double[] found = spectrum(tall, Method.SVD);

        Arrays.sort(s);
        for (int i = 0; i < 90; i++) {
            assertThat(Math.sqrt(found[i])).isCloseTo(s[i], within(1e-14));
        }
    }

    @ParameterizedTest
    @EnumSource
    void float32FindsTheTopOfASpectrum(Method method) {
        double[] s = sequence(120, i -> 5.0 / (1 + 0.1 * i));
        Solve solve = new Solve(Precision.F32, method, 1);
        for (DType dtype : new DType[] {DType.F64, DType.F32}) {
            Matrix matrix = encoded(dtype, withSingularValues(5, 700, 120, s), 700, 120, 1.0);

            double[] found = spectrum(matrix, solve);

            for (int i = 0; i < 60; i++) {
                assertThat(found[119 - i]).isCloseTo(s[i] * s[i], within(1e-4 * s[i] * s[i]));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("eigensweep.testing.Golden#NAMES")
    void float32FindsTheTopOfGoldenSpectra(String name) {
        double[] golden = Golden.eigenvalues(name);
        double[] found = pooledSpectrum(Golden.weights(name, 1.0), SINGLE);

        for (int i = golden.length - golden.length / 4; i < golden.length; i++) {
            assertThat(found[i]).isCloseTo(golden[i], within(1e-4 * golden[i]));
        }
    }

    @Test
    void float32FindsTheEigenvaluesOfAnIndefiniteMatrix() {
        double[] lambda = sequence(50, i -> i - 20);

        double[] found = backend().symmetricEigenvalues(withEigenvalues(7, lambda), 50, SINGLE);

        assertThat(found).containsExactly(lambda, within(1e-4));
    }

    @ParameterizedTest(name = "up to {0}")
    @ValueSource(doubles = {1e20, 1e40, 1e-25})
    void float32RefusesWhatLeavesItsRange(double size) {
        double[] values = Arrays.stream(gaussian(9, 20, 10)).map(v -> v * size).toArray();

        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> spectrum(Matrix.of(values, 20, 10), SINGLE))
                .withMessageContaining("range");
    }

    @Test
    void nothingIsRefusedBeforehand() {
        for (Method method : Method.values()) {
            for (Precision precision : Precision.values()) {
                assertThat(backend().refusal(new Solve(precision, method, 4))).isNull();
            }
        }
    }

    @Test
    void isOpenedOnce() {
        assertThat(backend()).isSameAs(backend());
    }

    @Test
    void keepsOtherLibrariesOutOfItsProcess() {
        assertThat(backend().name()).isEqualTo("openblas");
        NativeLibrary other = new NativeLibrary("other", List.of(), Path.of("/no/such/library.so"));

        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> LapackBackend.open("other", other, lookup -> {
                    throw new AssertionError("never loaded");
                }))
                .withMessageContainingAll("other", "openblas");
    }
}
