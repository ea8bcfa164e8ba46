package eigensweep.natives;

import static eigensweep.testing.Matrices.sequence;
import static eigensweep.testing.Matrices.withEigenvalues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.Backends;
import eigensweep.linalg.BandEigen;
import eigensweep.linalg.Precision;
import eigensweep.natives.TwoStage.Second;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisabledIfSystemProperty(named = MklBackendTest.PROPERTY, matches = ".*", disabledReason = "a process has one LAPACK")
class TwoStageTest {

    @BeforeAll
    static void loadOpenBlas() {
        Backends.open("openblas");
    }

    /// Every width of the last panel, down to one column, and none.
    static IntStream orders() {
        int width = BandEigen.width();
        return IntStream.of(
                width,
                width + 1,
                width + 2,
                2 * width - 1,
                2 * width,
                2 * width + 1,
                3 * width + 17,
                5 * width - 1,
                700);
    }

    @ParameterizedTest(name = "n = {0}")
    @MethodSource("orders")
    void findsTheEigenvaluesAMatrixWasMadeWith(int n) {
        double[] lambda = sequence(n, i -> i % 3 == 0 ? 1 + i : -0.5 * i);
        double[] a = withEigenvalues(n, lambda);
        Arrays.sort(lambda);

        for (Precision precision : Precision.values()) {
            for (Second second : seconds(precision)) {
                assertThat(eigenvalues(a, n, precision, second))
                        .containsExactly(lambda, within(tolerance(n, precision)));
            }
        }
    }

    /// Of low rank, all alike, and falling from 1 to nothing: there is little or nothing to reflect.
    @Test
    void findsSpectraThatNeedFewReflections() {
        int n = 3 * BandEigen.width() + 5;
        for (double[] lambda : List.of(
                sequence(n, i -> i < 3 ? i + 1 : 0),
                sequence(n, i -> 2),
                sequence(n, i -> Math.pow(0.5, 20 * i)),
                new double[n])) {
            double[] a = withEigenvalues(7, lambda);
            Arrays.sort(lambda);
            for (Precision precision : Precision.values()) {
                for (Second second : seconds(precision)) {
                    assertThat(eigenvalues(a, n, precision, second))
                            .containsExactly(lambda, within(tolerance(3, precision)));
                }
            }
        }
    }

    private static double tolerance(int n, Precision precision) {
        return 20 * n * precision.epsilon();
    }

    private static List<Second> seconds(Precision precision) {
        List<Second> library = precision == Precision.F64 ? List.of(Second.LIBRARYS) : List.of();
        List<Second> ours = BandEigen.isFast() ? List.of(Second.OURS) : List.of();
        return Stream.concat(library.stream(), ours.stream()).toList();
    }

    private static double[] eigenvalues(double[] a, int n, Precision precision, Second second) {
        double[] alone = eigenvalues(a, n, precision, second, 1);
        assertThat(eigenvalues(a, n, precision, second, 3))
                .as("by three threads")
                .isEqualTo(alone);
        return alone;
    }

    /// The upper triangle is not there.
    private static double[] eigenvalues(double[] a, int n, Precision precision, Second second, int threads) {
        Arithmetic arithmetic = Arithmetic.of("openblas", precision);
        try (Crew crew = new Crew(threads);
                Arena arena = crew.arena()) {
            MemorySegment lower = arena.allocate(arithmetic.layout(), (long) n * n);
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    arithmetic.set(lower, (long) j * n + i, i < j ? Double.NaN : a[i * n + j]);
                }
            }
            return new TwoStage(arithmetic, second, crew, arena).eigenvalues(lower, n);
        }
    }
}
