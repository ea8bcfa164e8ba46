package eigensweep.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HumanUnitsTest {

    @Test
    void durationsAreInTheUnitThatPeopleWouldUse() {
        assertThat(HumanUnits.duration(0.123)).isEqualTo("0.12 s");
        assertThat(HumanUnits.duration(34.56)).isEqualTo("34.6 s");
        assertThat(HumanUnits.duration(723)).isEqualTo("12 min 3 s");
        assertThat(HumanUnits.duration(7500)).isEqualTo("2 h 5 min");
        assertThat(HumanUnits.duration(7199)).isEqualTo("2 h 0 min");
    }

    @Test
    void sizesAreInPowersOfAThousand() {
        assertThat(HumanUnits.bytes(345)).isEqualTo("345 bytes");
        assertThat(HumanUnits.bytes(90_387_630)).isEqualTo("90.4 MB");
        assertThat(HumanUnits.bytes(999_600)).isEqualTo("1.0 MB");
        assertThat(HumanUnits.bytes(14_483_498_368L)).isEqualTo("14.5 GB");
    }

    @Test
    void instantsAreToTheMinute() {
        assertThat(HumanUnits.minute(Instant.parse("2026-11-30T08:41:59.123456Z")))
                .isEqualTo("2026-11-30 08:41 UTC");
    }
}
