package eigensweep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The scripts of `bench/peers` have tests of their own, in Python, which need nothing but its standard library.
class PeersTest {

    private record Ended(int code, String said) {}

    private static Ended python(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
        Process process = builder.directory(Path.of("peers").toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return python("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 11))").code == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theirOwnTestsPass() throws IOException, InterruptedException {
        assumeThat(hasPython()).as("Python 3.11 or later").isTrue();

        Ended tests = python("python3", "-B", "-m", "unittest");

        assertThat(tests.code).as(tests.said).isZero();
        assertThat(tests.said).doesNotContain("Ran 0 tests");
    }
}
