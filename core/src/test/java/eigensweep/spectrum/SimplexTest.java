package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SimplexTest {

    /// SciPy 1.17.1: `fmin(lambda x: (x - 1.3) ** 4 + 0.1 * x, [1.0], disp=False)`.
    @Test
    void endsWhereSciPyEnds() {
        double found = Simplex.minimum(x -> Math.pow(x - 1.3, 4) + 0.1 * x, 1);

        assertThat(found).isCloseTo(1.0076171875, within(1e-14));
    }

    /// SciPy 1.17.1: `fmin(lambda x: 5.0 if x > 0.77 else -x, [0.5], disp=False)`.
    @Test
    void endsWhereSciPyEndsBeforeAWall() {
        double found = Simplex.minimum(x -> x > 0.77 ? 5 : -x, 0.5);

        assertThat(found).isCloseTo(0.7699218750000008, within(1e-14));
    }

    @Test
    void staysWhereNothingIsLess() {
        assertThat(Simplex.minimum(x -> 3, 0.25)).isEqualTo(0.25);
    }
}
