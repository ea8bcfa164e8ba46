package eigensweep.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProgressTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Terminal terminal(boolean redraws, int columns) {
        return new Terminal(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                false,
                redraws,
                Terminal.UNBOUNDED,
                columns);
    }

    private String shown(Terminal terminal) {
        try (Progress progress = new Progress(terminal, new Talk())) {
            while (said.size() == 0) {
                progress.show("500 of 1000 texts, 30 a second", 0.5);
            }
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Timeout(30)
    void aBarShowsWhatIsDone() {
        assertThat(shown(terminal(true, Terminal.UNBOUNDED)))
                .contains("[" + "=".repeat(12) + " ".repeat(12) + "] 500 of 1000 texts, 30 a second, 50 %, ")
                .contains(" gone")
                .as("nothing was seen of how long the rest takes")
                .doesNotContain("left");
    }

    /// A bar that wraps cannot be drawn over.
    @Test
    @Timeout(30)
    void aBarIsNoWiderThanTheWindow() {
        assertThat(shown(terminal(true, 40))).startsWith("\r\u001b[K[").hasSizeLessThan(40 + 2 * "\r\u001b[K".length());
    }

    /// Such as `TERM=dumb`.
    @Test
    @Timeout(30)
    void whereTheCursorDoesNotMoveALineIsShown() {
        assertThat(shown(terminal(false, 80)))
                .startsWith("500 of 1000 texts")
                .endsWith("gone\n")
                .doesNotContain("\u001b");
    }
}
