package eigensweep.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commands that somebody stops, or the machine: each in a process of its own, which says a last line.
@Timeout(120)
class StoppedCommandsTest {

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int TERMINATED = 143;

    /// Of a matrix whose eigenvalues take seconds.
    private static final int LARGE = 3000;

    @TempDir
    private Path folder;

    private static Process start(String heap, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                "eigensweep.Main"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Stops a command when it is at work: it has said a line that begins so.
    private static void assertSaysALastLine(Process process, String atWork) throws IOException, InterruptedException {
        try (BufferedReader err = process.errorReader()) {
            String line = err.readLine();
            while (line != null && !line.startsWith(atWork)) {
                line = err.readLine();
            }
            // By the handle: a process that is destroyed itself loses its streams.
            process.toHandle().destroy();
            assertThat(err.lines()).contains("eigensweep: interrupted; nothing was written");
        }
        assertThat(process.waitFor()).isEqualTo(TERMINATED);
    }

    @Test
    void linearSaysThatItWasStopped() throws IOException, InterruptedException {
        assertSaysALastLine(start("-Xmx1g", "linear", "--synthetic", "4000,2000", "--backend", "java"), "backend: ");
    }

    @Test
    void compareSaysThatItWasStopped() throws IOException, InterruptedException {
        Path model = folder.resolve("large.safetensors");
        SafetensorsWriter.write(model, List.of(new Entry("w", DType.F32, new long[] {LARGE, LARGE}, data -> {
            SplittableRandom random = new SplittableRandom(1);
            for (long i = 0; i < (long) LARGE * LARGE; i++) {
                data.setAtIndex(F32, i, (float) random.nextGaussian());
            }
        })));
        assertSaysALastLine(start("-Xmx1g", "compare", model, model, "--backend", "java"), "sweeping ");
    }

    /// What to do about it is nothing that only a sweep can do.
    @Test
    void outOfMemoryIsOneLineOfAdviceForEveryCommand() throws IOException, InterruptedException {
        Process process = start("-Xmx64m", "linear", "--synthetic", "60000,2000", "-q");
        try (BufferedReader err = process.errorReader()) {
            assertThat(err.lines().filter(line -> !line.startsWith("WARNING: ")))
                    .singleElement()
                    .asString()
                    .startsWith("eigensweep: out of memory")
                    .contains("-Xmx8g", "ask for less")
                    .doesNotContain("models");
        }
        assertThat(process.waitFor()).isEqualTo(ExitCode.FAILED);
    }
}
