package eigensweep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Expected: tables of Student's t, `t_2(0.975) = 4.302653`, `t_1(0.975) = 12.706205`; for 2 degrees of freedom
/// `P(T > t) = (1 - t / sqrt(2 + t^2)) / 2` exactly.
class MeanIntervalTest {

    @Test
    void threeValues() {
        MeanInterval interval = MeanInterval.of(0.95, 1, 2, 3);

        double half = 4.302653 / Math.sqrt(3);
        double t = 2 * Math.sqrt(3);
        assertThat(interval.n()).isEqualTo(3);
        assertThat(interval.mean()).isEqualTo(2);
        assertThat(interval.low()).isCloseTo(2 - half, within(1e-6));
        assertThat(interval.high()).isCloseTo(2 + half, within(1e-6));
        assertThat(interval.p()).isCloseTo(1 - t / Math.sqrt(2 + t * t), within(1e-12));
        assertThat(interval.isAbove(-1)).isTrue();
        assertThat(interval.isAbove(0)).isFalse();
        assertThat(interval.isBelow(5)).isTrue();
    }

    @Test
    void twoValuesKnowLittle() {
        assertThat(MeanInterval.of(0.95, 1, 3).high()).isCloseTo(2 + 12.706205, within(1e-6));
    }

    @Test
    void oneValueKnowsNothingOfTheSpread() {
        assertThat(MeanInterval.of(0.95, 7))
                .isEqualTo(new MeanInterval(1, 7, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1));
    }

    @Test
    void equalValuesAreCertain() {
        assertThat(MeanInterval.of(0.95, 2, 2, 2)).isEqualTo(new MeanInterval(3, 2, 2, 2, 0));
        assertThat(MeanInterval.of(0.95, 0, 0).p()).isEqualTo(1);
    }

    @Test
    void noValuesHaveNoMean() {
        assertThatThrownBy(() -> MeanInterval.of(0.95)).isInstanceOf(IllegalArgumentException.class);
    }
}
