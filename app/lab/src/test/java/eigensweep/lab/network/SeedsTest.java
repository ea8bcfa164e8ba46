package eigensweep.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeedsTest {

    private static final long GOLDEN = Long.parseUnsignedLong("9E3779B97F4A7C15", 16);

    /// The first numbers of Vigna's `splitmix64.c` from the state 1234567.
    @Test
    void aSeedIsMixedAsSplitMix64MixesItsState() {
        assertThat(Seeds.of(1234567 + GOLDEN)).isEqualTo(6457827717110365317L);
        assertThat(Seeds.of(1234567 + 2 * GOLDEN)).isEqualTo(3203168211198807973L);
    }

    @Test
    void eachStepOfAPathMixesAgain() {
        assertThat(Seeds.of(7, 1, 2)).isEqualTo(Seeds.of(Seeds.of(7, 1) + 3 * GOLDEN));
    }
}
