package eigensweep.spectrum;

import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingularValuesTest {

    private static final double RESOLUTION = 1e-13;

    private static Spectrum gram(double... eigenvalues) {
        return new Spectrum(eigenvalues, 100, eigenvalues.length, RESOLUTION, false);
    }

    private static Spectrum direct(double... eigenvalues) {
        return new Spectrum(eigenvalues, 100, eigenvalues.length, 1e-28, true);
    }

    private static double defined(@Nullable Double value) {
        return Objects.requireNonNull(value);
    }

    /// Of sigma = 1, 1, 2: p = 1/4, 1/4, 1/2, and `exp(H) = 2^(3/2)`.
    @Test
    void areRootsOfTheEigenvalues() {
        SingularValues found = SingularValues.of(gram(1, 1, 4));

        assertThat(found.svMax()).isEqualTo(2);
        assertThat(found.svMin()).isEqualTo(1);
        assertThat(found.condition()).isEqualTo(2);
        assertThat(found.nuclearNorm()).isEqualTo(4);
        assertThat(found.effectiveRank()).isCloseTo(Math.sqrt(8), within(1e-14));
        assertThat(found.undefined(gram(1, 1, 4))).isEmpty();
    }

    @Test
    void thatWereLostAreNoNumbers() {
        Spectrum spectrum = gram(0, 1e-17, 1, 4);
        SingularValues found = SingularValues.of(spectrum);

        assertThat(found).isEqualTo(new SingularValues(2, null, null, null, null));
        assertThat(found.undefined(spectrum))
                .containsExactly("sv_min, condition, nuclear_norm, effective_rank: singular values below 3.2e-07 of the"
                        + " largest (2) are lost in the Gram matrix; --method svd resolves them");
    }

    @Test
    void thatWereComputedDirectlyAreNumbers() {
        SingularValues found = SingularValues.of(direct(1e-22, 1, 4));

        assertThat(found.svMin()).isCloseTo(1e-11, within(1e-25));
        assertThat(found.condition()).isCloseTo(2e11, within(1e-3));
        assertThat(found.nuclearNorm()).isCloseTo(3 + 1e-11, within(1e-15));
        assertThat(found.undefined(direct(1e-22, 1, 4))).isEmpty();
    }

    /// What is left of a singular value that is zero is rounding: NumPy has a condition of some 1e16, or of 1e63.
    @Test
    void ofASingularMatrixHaveNoCondition() {
        SingularValues found = SingularValues.of(direct(1e-34, 1, 4));

        assertThat(found.svMin()).isNull();
        assertThat(found.condition()).isNull();
        assertThat(found.nuclearNorm()).isCloseTo(3, within(1e-15));
        assertThat(found.effectiveRank()).isCloseTo(3 / Math.pow(2, 2.0 / 3), within(1e-14));
        assertThat(found.undefined(direct(1e-34, 1, 4)))
                .containsExactly("sv_min, condition: the rank is 1 below full, and what is left of zero is rounding");
        assertThat(found.undefined(direct(0, 0, 4)))
                .containsExactly("sv_min, condition: the rank is 2 below full, and what is left of zero is rounding");
    }

    /// The promise is 1e-8, and rounding may move the condition by `eps (4 + sqrt(3) / 4) condition^2 / 2`:
    /// to 4508.
    @Test
    void haveAConditionWhileTheGramMatrixHoldsItsDigits() {
        double[] few = {Math.pow(5620, -2), 0.5, 1};
        double[] many = {Math.pow(5600, -2), 0.5, 1};

        assertThat(SingularValues.of(gram(few)).condition()).isNull();
        assertThat(SingularValues.of(gram(few)).undefined(gram(few)))
                .containsExactly(
                        "condition: the smallest singular value, about 1.8e-04 of the largest, has too few digits"
                                + " in the Gram matrix; --method svd has them");
        assertThat(SingularValues.of(gram(many)).condition()).isCloseTo(5600, within(1e-8));
    }

    /// To four digits, by the same to a condition of 5.61e5.
    @Test
    void haveASmallestWithFourDigits() {
        assertThat(SingularValues.of(gram(Math.pow(5.6e5, -2), 0.5, 1)).svMin()).isCloseTo(1 / 5.6e5, within(1e-15));
        assertThat(SingularValues.of(gram(Math.pow(5.62e5, -2), 0.5, 1)).svMin())
                .isNull();
    }

    /// Many small ones move the sum that one alone leaves in place: 1000 of `5e-7`.
    @Test
    void haveASumWhileTheGramMatrixHoldsItsDigits() {
        assertThat(SingularValues.of(gram(sequence(1001, i -> i < 1000 ? 2.5e-13 : 1)))
                        .nuclearNorm())
                .isNull();
        assertThat(SingularValues.of(gram(sequence(1001, i -> i < 1 ? 2.5e-13 : 1)))
                        .nuclearNorm())
                .isCloseTo(1000, within(1e-6));
    }

    /// What the bound is for: a number that is given is that of the singular values to 1e-9, whatever the smallest is.
    @ParameterizedTest(name = "order {0}")
    @ValueSource(ints = {8, 20, 60, 200})
    void thatAreGivenAgreeWithThoseComputedDirectly(int order) {
        for (int decades = 0; decades <= 7; decades++) {
            double last = decades;
            double[] sigma = sequence(order, i -> Math.pow(10, -last * i / (order - 1)));
            Matrix matrix = Matrix.of(Matrices.withSingularValues(decades, order, order, sigma), order, order);
            Solve solve = new Solve(Precision.F64, Method.GRAM, 1);
            double[] eigenvalues =
                    new JavaBackend().gramEigenvalues(List.of(matrix), solve).getFirst();
            SingularValues found =
                    SingularValues.of(new Spectrum(eigenvalues, order, order, solve.resolution(order, order), false));

            assertGood(found.condition(), Math.pow(10, last));
            assertGood(found.nuclearNorm(), Arrays.stream(sigma).sum());
            assertGood(
                    found.effectiveRank(),
                    Entropy.effectiveRank(Arrays.stream(sigma).sorted().toArray()));
            if (decades < 2) {
                assertThat(defined(found.condition())).isGreaterThanOrEqualTo(1);
                assertThat(defined(found.effectiveRank())).isLessThanOrEqualTo(order * (1 + 1e-12));
            }
        }
    }

    private static void assertGood(@Nullable Double found, double expected) {
        if (found != null) {
            assertThat(found).isCloseTo(expected, Percentage.withPercentage(1e-7));
        }
    }
}
