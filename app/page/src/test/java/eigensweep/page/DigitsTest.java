package eigensweep.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Numbers as tables have them.
class DigitsTest {

    @Test
    void anUndefinedNumberIsNothing() {
        assertThat(Digits.four(null)).isEmpty();
        assertThat(Digits.of("%.2f", null)).isEmpty();
    }

    @Test
    void othersHaveAPointWhateverTheLanguage() {
        assertThat(Digits.four(1234.56)).isEqualTo("1235");
        assertThat(Digits.four(0.000123456)).isEqualTo("0.0001235");
        assertThat(Digits.of("%.2f", 1234.567)).isEqualTo("1234.57");
    }
}
