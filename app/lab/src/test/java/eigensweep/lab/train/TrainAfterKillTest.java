package eigensweep.lab.train;

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

/// Trainings in processes of their own that are killed (-9) at random instants and started again.
class TrainAfterKillTest {

    private static final int KILLS = 6;
    private static final long PATIENCE = TimeUnit.MINUTES.toMillis(5);

    @TempDir
    private Path folder;

    @Test
    void aKilledTrainingEndsWithTheSameWeightsBitByBit() throws IOException, InterruptedException {
        Path recipe = Files.writeString(folder.resolve("r.yaml"), """
                model: {name: cnn, dropout: 0.3}
                optimizer: {name: sgd, weight_decay: 1e-3}
                schedule: {name: cosine, learning_rate: 0.05}
                epochs: 8
                checkpoint_every: 5
                threads: 1
                hessian: {every: 20, probes: 2, images: 200}
                """);
        long start = System.nanoTime();
        assertThat(train(recipe, folder.resolve("undisturbed")).waitFor()).isZero();
        long undisturbed = (System.nanoTime() - start) / 1_000_000;

        Random random = new Random(4);
        Path results = folder.resolve("killed");
        int kills = 0;
        boolean finished = false;
        while (!finished) {
            Process process = train(recipe, results);
            long life = undisturbed / 3 + random.nextLong(undisturbed / 3);
            finished = process.waitFor(kills < KILLS ? life : PATIENCE, TimeUnit.MILLISECONDS);
            if (finished) {
                assertThat(process.exitValue()).isZero();
            } else {
                process.destroyForcibly().waitFor();
                kills++;
            }
        }
        assertThat(kills).isPositive();
        for (String file : List.of(
                "initial.safetensors",
                "model.safetensors",
                "state.safetensors",
                "metrics.csv",
                "hessian.csv",
                "evaluation.json")) {
            assertThat(results.resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve("undisturbed/" + file));
        }
    }

    private static Process train(Path recipe, Path results) throws IOException {
        return JavaProcess.of("eigensweep.Main", "train", recipe.toString(), "-q", "-o", results.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
