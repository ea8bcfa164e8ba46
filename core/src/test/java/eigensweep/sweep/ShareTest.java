package eigensweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {

    @Test
    void isWrittenAsAFraction() {
        assertThat(Share.parse("2/8")).isEqualTo(new Share(2, 8));
        assertThat(Share.parse("1/1").isWhole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "0/4", "5/4", "a/b", "1/0", "-1/4", "1/2/3", "1/99999999999"})
    void refusesWhatIsNoShare(String text) {
        assertThatThrownBy(() -> Share.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("i/n");
    }
}
