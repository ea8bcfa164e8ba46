package eigensweep.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerOfTwoTest {

    @ParameterizedTest
    @ValueSource(doubles = {1, 3, 0.75, 1e10, 1e-200, 0x1.8p1000, 0x1.8p-1000})
    void bringsAnEntryToOrderOneAndBackWithoutLosingADigit(double entry) {
        double scale = PowerOfTwo.scale(entry);

        assertThat(entry * scale).isBetween(1.0, 2.0);
        assertThat(entry * scale / scale).isEqualTo(entry);
    }

    /// Where no power of two does, what is left is far from the ends of the range.
    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, 1e-310, Double.MIN_NORMAL, Double.MAX_VALUE})
    void comesNearAtTheEndsOfTheRange(double entry) {
        double scale = PowerOfTwo.scale(entry);

        assertThat(entry * scale).isBetween(0x1p-80, 0x1p80);
        assertThat(entry * scale / scale).isEqualTo(entry);
    }

    @Test
    void leavesZeroAlone() {
        assertThat(PowerOfTwo.scale(0)).isEqualTo(1);
    }
}
