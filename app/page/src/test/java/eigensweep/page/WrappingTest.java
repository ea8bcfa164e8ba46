package eigensweep.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {

    @Test
    void aLineThatFitsIsLeftAlone() {
        assertThat(Wrapping.of("  two  parts", 12)).containsExactly("  two  parts");
    }

    @Test
    void proseIsBrokenBetweenWords() {
        assertThat(Wrapping.of("one two three four", 9)).containsExactly("one two", "three", "four");
    }

    @Test
    void aWordIsNeverBroken() {
        assertThat(Wrapping.of("a /very/long/path", 8)).containsExactly("a", "/very/long/path");
    }

    @Test
    void theSecondPartGoesOnBesideTheFirst() {
        assertThat(Wrapping.of("  demo    the tour, on a real trained transformer", 36))
                .containsExactly("  demo    the tour, on a real", "          trained transformer");
    }

    @Test
    void whereThatLeavesNoRoomItGoesBelow() {
        assertThat(Wrapping.of("  eigensweep vendi lines.txt   texts, one a line", 40))
                .containsExactly("  eigensweep vendi lines.txt", "      texts, one a line");
    }
}
