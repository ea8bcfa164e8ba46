package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study whose process is killed (-9) at random instants and started again; its workers end with it.
class StudyAfterKillTest {

    private static final int KILLS = 3;
    private static final long PATIENCE = TimeUnit.MINUTES.toMillis(5);

    @TempDir
    private Path folder;

    @Test
    void aKilledStudyEndsWithTheSameTables() throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("s.yaml"), Studies.TINY.replace("epochs: 2", "epochs: 8\n  checkpoint_every: 5"));
        long start = System.nanoTime();
        assertThat(study(file, folder.resolve("undisturbed")).waitFor()).isZero();
        long undisturbed = (System.nanoTime() - start) / 1_000_000;

        Random random = new Random(8);
        Path results = folder.resolve("killed");
        int kills = 0;
        boolean finished = false;
        while (!finished) {
            Process process = study(file, results);
            long life = undisturbed / 4 + random.nextLong(undisturbed / 4);
            finished = process.waitFor(kills < KILLS ? life : PATIENCE, TimeUnit.MILLISECONDS);
            if (finished) {
                assertThat(process.exitValue()).isZero();
            } else {
                List<ProcessHandle> workers = process.descendants().toList();
                process.destroyForcibly().waitFor();
                kills++;
                for (ProcessHandle worker : workers) {
                    worker.onExit().orTimeout(PATIENCE, TimeUnit.MILLISECONDS).join();
                }
            }
        }
        assertThat(kills).isPositive();
        StudyCommandTest.assertSameTables(results, folder.resolve("undisturbed"));
    }

    private static Process study(Path file, Path results) throws IOException {
        return JavaProcess.of(
                        "eigensweep.Main",
                        "study",
                        "run",
                        file.toString(),
                        "-q",
                        "--jobs",
                        "2",
                        "-o",
                        results.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
