package eigensweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.data.embedding.EmbeddingProgress;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProgressTest {

    @Test
    @Timeout(30)
    void anEmbeddingShowsItsRateWithoutWhatAnEarlierRunHadMade() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), err, false, true, 120);
        // 300 of 1000 in 10 seconds, after 200 that were there: 30 a second, and 500 / 30 = 16.7 seconds to go.
        EmbeddingProgress halfway = new EmbeddingProgress(500, 1000, 200, 10);
        try (Progress progress = new Progress(terminal, new Talk())) {
            while (said.size() == 0) {
                progress.show(halfway, "texts");
            }
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("[" + "=".repeat(12) + " ".repeat(12) + "] 500 of 1000 texts, 30 a second, 50 %, ")
                .contains(" gone, about 16.7 s left");
    }
}
