package eigensweep.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0, less than 0.1 s, a few seconds",
        "3.42, 3.4 s, a few seconds",
        "20, 20.0 s, about 20 s",
        "59.6, 1 min 00 s, about 60 s",
        "125, 2 min 05 s, about 2 min",
        "26400, 7 h 20 min, about 7 h",
        "273600, 3 days 4 h, about 3 days"
    })
    void aSpanIsToldInTheUnitsPeopleThinkIn(double seconds, String text, String about) {
        assertThat(Durations.text(seconds)).isEqualTo(text);
        assertThat(Durations.about(seconds)).isEqualTo(about);
    }
}
