package eigensweep.app.sweep;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import eigensweep.testing.JavaProcess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sweeps in processes of their own that are killed (-9) at random instants and started again.
class ResumeAfterKillTest {

    private static final int LAYERS = 24;
    private static final int KILLS = 20;
    private static final long PATIENCE = TimeUnit.MINUTES.toMillis(5);

    @TempDir
    private Path folder;

    @Test
    void aKilledSweepEndsWithTheSameTablesAndComputesNoLayerTwice() throws IOException, InterruptedException {
        Path model = folder.resolve("model.safetensors");
        writeModel(model);
        long start = System.nanoTime();
        assertThat(sweep(model, folder.resolve("undisturbed")).waitFor()).isZero();
        long undisturbed = millisecondsSince(start);

        Random random = new Random(20);
        int kills = 0;
        for (int round = 0; kills < KILLS; round++) {
            Path results = folder.resolve("killed-" + round);
            boolean finished = false;
            while (!finished) {
                long begun = System.nanoTime();
                Process process = sweep(model, results);
                long life = undisturbed / 5 + random.nextLong(undisturbed);
                finished = process.waitFor(kills < KILLS ? life : PATIENCE, TimeUnit.MILLISECONDS);
                if (finished) {
                    assertThat(process.exitValue()).isZero();
                    // A machine that was busy at first and is idle now would let every run end before its time.
                    undisturbed = Math.min(undisturbed, millisecondsSince(begun));
                } else {
                    process.destroyForcibly().waitFor();
                    kills++;
                }
            }
            assertThat(results.resolve("layers.csv")).hasSameBinaryContentAs(folder.resolve("undisturbed/layers.csv"));
            assertThat(results.resolve("spectra.safetensors"))
                    .hasSameBinaryContentAs(folder.resolve("undisturbed/spectra.safetensors"));
            assertThat(keys(results)).hasSize(LAYERS).doesNotHaveDuplicates();
        }
    }

    private static long millisecondsSince(long start) {
        return Math.max(5, (System.nanoTime() - start) / 1_000_000);
    }

    private static Process sweep(Path model, Path results) throws IOException {
        return JavaProcess.of(
                        "eigensweep.Main",
                        "sweep",
                        model.toString(),
                        "-q",
                        "--backend",
                        "java",
                        "-o",
                        results.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> keys(Path results) throws IOException {
        List<String> keys = new ArrayList<>();
        for (String line : Files.readAllLines(results.resolve("shards/1-of-1.jsonl"))) {
            keys.add(line.substring(0, line.indexOf(',')));
        }
        Set<String> distinct = new HashSet<>(keys);
        assertThat(distinct).hasSize(keys.size());
        return keys;
    }

    private static void writeModel(Path model) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            int layer = i;
            entries.add(new Entry(
                    "layer." + i + ".weight",
                    DType.F32,
                    new long[] {400, 200 + 10L * i},
                    data -> gaussian(data, layer)));
        }
        SafetensorsWriter.write(model, entries);
    }

    private static void gaussian(MemorySegment data, long seed) {
        Random random = new Random(seed);
        for (long at = 0; at < data.byteSize(); at += Float.BYTES) {
            data.set(JAVA_FLOAT_UNALIGNED, at, (float) random.nextGaussian());
        }
    }
}
