package eigensweep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HolmTest {

    /// statsmodels 0.15.0 `multipletests(method='holm')`: scripts/references/statistics.py.
    @Test
    void isStatsmodels() {
        assertThat(Holm.adjust(0.01, 0.04, 0.03, 0.005, 0.5, 0.04))
                .containsExactly(new double[] {0.05, 0.12, 0.12, 0.03, 0.5, 0.12}, within(1e-15));
    }

    @Test
    void leavesOneTestAlone() {
        assertThat(Holm.adjust(0.03)).containsExactly(0.03);
    }

    @Test
    void neverExceedsOne() {
        assertThat(Holm.adjust(0.9, 0.8)).containsExactly(1, 1);
    }
}
