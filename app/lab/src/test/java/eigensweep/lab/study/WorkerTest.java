package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a parent makes of what a process of its answers; the process is a shell that reads the number of a trial.
class WorkerTest {

    private static final Path SHELL = Path.of("/bin/sh");

    @TempDir
    private Path folder;

    @BeforeEach
    void thereIsAShell() {
        assumeThat(SHELL).isExecutable();
    }

    private Worker answering(String script) throws IOException {
        return Worker.start(List.of(SHELL.toString(), "-c", "read number; " + script), folder.resolve("log"));
    }

    /// As a native library does, which knows nothing of the protocol.
    @Test
    void linesThatAreNoAnswersArePassedOver() throws IOException {
        List<Double> heard = new ArrayList<>();
        try (Worker worker = answering("echo; echo hi; echo at last; echo at 0.5; echo failure; echo done")) {
            assertThat(worker.run(3, heard::add)).isNull();
        }
        assertThat(heard).containsExactly(0.5);
    }

    @Test
    void aFailureHasItsReason() throws IOException {
        try (Worker worker = answering("echo hi; echo failed the disk is full")) {
            assertThat(worker.run(0, fraction -> {})).isEqualTo("the disk is full");
        }
    }

    @Test
    void aProcessThatEndsWithoutAnAnswerDied() throws IOException {
        try (Worker worker = answering("echo hi; exit 7")) {
            assertThat(worker.run(0, fraction -> {}))
                    .contains("ended with the code 7", folder.resolve("log").toString());
        }
    }
}
