package eigensweep.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TimeLeftTest {

    private final TimeLeft left = new TimeLeft();

    /// 100 seconds of work: after 10, 90 are left.
    @Test
    void evenWorkIsEstimatedOnceATenthIsDone() {
        for (int percent = 0; percent < 10; percent++) {
            assertThat(left.after(percent, percent / 100.0)).isEmpty();
        }
        OptionalDouble estimate = left.after(10, 0.1);
        assertThat(estimate).isPresent();
        assertThat(estimate.orElseThrow()).isCloseTo(90, within(1e-9));
    }

    /// A start of 30 seconds, and a layer that takes as long as all others: the first estimates would be far off.
    @Test
    void workWhoseRateChangesIsNotEstimatedBeforeItSettles() {
        assertThat(left.after(0, 0)).isEmpty();
        assertThat(left.after(30, 0.03)).isEmpty();
        assertThat(left.after(31, 0.06)).isEmpty();
        assertThat(left.after(32, 0.09)).isEmpty();
        assertThat(left.after(33, 0.12)).isEmpty();
        assertThat(left.after(34, 0.15)).isEmpty();
    }

    /// Nine tenths were done before: the last tenth goes on at its own rate, a hundredth in ten seconds.
    @Test
    void whatAnEarlierRunDidDoesNotCount() {
        for (int i = 0; i <= 8; i++) {
            left.after(10 * i, 0.7 + i / 50.0);
        }
        OptionalDouble estimate = left.after(90, 0.88);
        assertThat(estimate).isPresent();
        assertThat(estimate.orElseThrow()).isCloseTo(0.12 * 90 / 0.18, within(1e-9));
    }

    @Test
    void workOfAFewStepsIsNotEstimated() {
        assertThat(left.after(1, 0.25)).isEmpty();
        assertThat(left.after(2, 0.5)).isEmpty();
        assertThat(left.after(3, 0.75)).isEmpty();
    }
}
