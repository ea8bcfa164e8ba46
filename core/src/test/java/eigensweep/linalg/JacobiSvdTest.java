package eigensweep.linalg;

import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.tensor.Matrix;
import eigensweep.testing.Matrices;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JacobiSvdTest {

    /// `[[1, 1], [0, d]]`: the product of the singular values is `d`, the sum of their squares `2 + d^2`.
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-5, 1e-12, 1e-30, 1e-100})
    void twoByTwoIsRightRelativeToEachValue(double d) {
        double[] squares = JacobiSvd.squaredSingularValues(Matrix.of(new double[] {1, 1, 0, d}, 2, 2));

        assertThat(squares[1] + squares[0]).isCloseTo(2 + d * d, within(4e-15));
        assertThat(Math.sqrt(squares[0] * squares[1])).isCloseTo(d, within(4e-15 * d));
    }

    /// Of a triangular matrix the product of the singular values is that of the diagonal. A single one that
    /// had lost its digits would show.
    @ParameterizedTest(name = "down to {0}")
    @ValueSource(doubles = {1e-3, 1e-12, 1e-40, 1e-100})
    void gradedColumnsKeepTheDigitsOfTheSmallest(double smallest) {
        int n = 20;
        double[] grades = sequence(n, i -> Math.pow(smallest, i / (n - 1.0)));
        double[] gaussian = Matrices.gaussian(3, n, n);
        double[] triangular = sequence(n * n, i -> {
            int row = i / n;
            int column = i % n;
            return row > column ? 0 : grades[column] * (row == column ? 1 : 0.2 * gaussian[i]);
        });

        double[] squares = JacobiSvd.squaredSingularValues(Matrix.of(triangular, n, n));

        double logProduct = Arrays.stream(squares).map(Math::log).sum() / 2;
        assertThat(logProduct).isCloseTo(Arrays.stream(grades).map(Math::log).sum(), within(1e-12));
    }

    @Test
    void gradesMayRiseAsWellAsFall() {
        int n = 12;
        double[] falling = Matrices.gaussian(5, 40, n);
        for (int i = 0; i < falling.length; i++) {
            falling[i] *= Math.pow(10, -2 * (i % n));
        }
        double[] rising = sequence(falling.length, i -> falling[i - i % n + n - 1 - i % n]);

        double[] expected = JacobiSvd.squaredSingularValues(Matrix.of(falling, 40, n));
        double[] found = JacobiSvd.squaredSingularValues(Matrix.of(rising, 40, n));

        for (int i = 0; i < n; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-13 * expected[i]));
        }
    }

    /// Rounding noise of rounding noise: in exact arithmetic every row of the triangle but the first is zero.
    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {2, 5, 20, 64, 150})
    void copiesOfOneColumnHaveRankOne(int n) {
        double[] column = Matrices.gaussian(7, 200, 1);
        double[] copies = sequence(200 * n, i -> Math.scalb(column[i / n], i % n % 3));

        double[] squares = JacobiSvd.squaredSingularValues(Matrix.of(copies, 200, n));

        double frobenius = Arrays.stream(copies).map(x -> x * x).sum();
        assertThat(squares[n - 1]).isCloseTo(frobenius, within(1e-14 * frobenius));
        assertThat(squares[n - 2]).isBetween(0.0, 1e-28 * frobenius);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-130, 1e-150, 1e-160, 1e-170, 1e-300})
    void entriesThatAreNextToNothingDoNoHarm(double tiny) {
        double[] gaussian = Matrices.gaussian(9, 30, 10);
        double[] values = sequence(300, i -> i % 10 == 0 ? gaussian[i] : tiny * gaussian[i]);
        double first = 0;
        for (int i = 0; i < 300; i += 10) {
            first += values[i] * values[i];
        }

        double[] squares = JacobiSvd.squaredSingularValues(Matrix.of(values, 30, 10));

        assertThat(squares[9]).isCloseTo(first, within(1e-14 * first));
        assertThat(squares[8]).isBetween(0.0, 1000 * tiny * tiny);
    }
}
