package eigensweep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.natives.OpenBlasProvider;
import eigensweep.testing.JavaProcess;
import eigensweep.testing.ShimCompiler;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The benchmark of a GPU in a process of its own, over the shim. `scripts/gpu-rehearsal` tries all of `gpu-check`.
class GpuCheckTest {

    @TempDir
    private static Path cuda;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() throws IOException {
        assumeTrue(new OpenBlasProvider().probe() instanceof Availability.Present, "the shim computes with OpenBLAS");
        Availability.Present openBlas = (Availability.Present) new OpenBlasProvider().probe();
        assertThat(openBlas.open().get().name()).isEqualTo("openblas"); // it is unpacked now
        new ShimCompiler(Path.of(openBlas.detail())).install(cuda);
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = JavaProcess.of("eigensweep.bench.GpuCheck", arguments)
                .redirectError(folder.resolve("err").toFile());
        // As in the bundle, which has the driver's jars and no more.
        builder.command().replaceAll(argument -> argument.replaceAll("[^:]*jackson-databind[^:]*:?", ""));
        builder.environment().put("EIGENSWEEP_CUDA_HOME", cuda.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private JsonNode json() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(folder.resolve("result").resolve(GpuResults.JSON)));
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("result").resolve(GpuResults.PAGE));
    }

    private List<String> said() throws IOException {
        return Files.readAllLines(folder.resolve("err")).stream()
                .filter(line -> !line.startsWith("WARNING"))
                .toList();
    }

    /// All falls to the CPU, whose figures would be good ones.
    @Test
    void aGpuThatLoadsNoKernelIsAFailureInOneLine() throws Exception {
        Process process = start(
                Map.of("SHIM_PTX_COMPILER", "absent"),
                "cuda",
                folder.resolve("result").toString(),
                "none.csv",
                "64",
                "1",
                "60");

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", said())).isEqualTo(1);
        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("gpu-check: the GPU found no eigenvalues: GPU 0 is taken");
        assertThat(said().getFirst()).contains("code 221");
        assertThat(page()).contains("FAILED: the GPU found no eigenvalues").doesNotContain("ok", "eigenvalues/s");
        assertThat(json().get("faults").size()).isEqualTo(1);
    }

    /// Whoever ends it then has what there is.
    @Test
    void everyRowIsWrittenWhenItIsMeasured() throws Exception {
        Path torch = Files.writeString(folder.resolve("torch.csv"), "svdvals,32,F64,0.5\neigvalsh,32,F64,0.2");
        Process process =
                start(Map.of(), "cuda", folder.resolve("result").toString(), torch.toString(), "64", "0", "300");
        StringBuilder out = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        while (out.indexOf("| 32 | F64 |") < 0) {
            out.append(Objects.requireNonNull(lines.readLine(), "it ended")).append('\n');
        }
        JsonNode first = json();
        String soFar = page();
        lines.lines().forEach(line -> out.append(line).append('\n'));

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", said())).isZero();
        assertThat(first.get("complete").asBoolean()).isFalse();
        assertThat(first.get("orders").size()).isBetween(1, 3);
        assertThat(soFar).endsWith("Not finished: this is what there was when it was last written.\n");
        JsonNode last = json();
        assertThat(last.get("complete").asBoolean()).isTrue();
        assertThat(last.get("orders").size()).isEqualTo(4);
        assertThat(last.get("orders").get(0).get("svdvals").asDouble()).isEqualTo(0.5);
        assertThat(last.get("orders").get(0).get("eigvalsh").isNull())
                .as("of a line that was torn")
                .isTrue();
        assertThat(last.get("faults").size()).isZero();
        assertThat(page()).doesNotContain("Not finished", "LEFT TO THE CPU");
        assertThat(out.toString()).as("what is printed is the page").isEqualTo(page());
    }
}
