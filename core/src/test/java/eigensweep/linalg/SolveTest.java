package eigensweep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SolveTest {

    private static final double EPSILON = 0x1p-52;

    @Test
    void theGramRouteResolvesToItsRounding() {
        Solve gram = new Solve(Precision.F64, Method.GRAM, 1);

        assertThat(gram.resolution(10_000, 300)).isCloseTo(EPSILON * 400, within(1e-28));
        assertThat(new Solve(Precision.F32, Method.GRAM, 1).resolution(10_000, 300))
                .isCloseTo(0x1p-23 * 400, within(1e-19));
    }

    /// NumPy's `matrix_rank` counts singular values above `max(sv) * N * eps`.
    @Test
    void theSvdRouteResolvesNumpysRank() {
        Solve svd = new Solve(Precision.F64, Method.SVD, 1);

        assertThat(Math.sqrt(svd.resolution(1000, 300))).isCloseTo(1000 * EPSILON, within(1e-28));
    }

    @Test
    void threadsCanBeChangedAlone() {
        assertThat(Solve.DEFAULT.withThreads(3)).isEqualTo(new Solve(Precision.F64, Method.GRAM, 3));
    }

    @Test
    void atLeastOneThreadIsNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Solve.DEFAULT.withThreads(0))
                .withMessageContaining("0 threads");
    }
}
