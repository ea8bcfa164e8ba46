package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TimingTest {

    /// Three quarters of all turns took twice as long, and the clock went backwards in one.
    @Test
    void theTimeThatCountsIsUndisturbedAndNotTheLeast() {
        double[] turns = new double[25];
        Arrays.setAll(turns, i -> i % 4 == 0 ? 1 : 2);
        turns[7] = -3;
        assertThat(Timing.undisturbed(turns)).isEqualTo(1);
    }
}
