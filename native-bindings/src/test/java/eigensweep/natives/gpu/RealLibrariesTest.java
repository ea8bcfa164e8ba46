package eigensweep.natives.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.natives.gpu.binding.FfmCuda;
import eigensweep.testing.JavaProcess;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vendor's own libraries, where a machine has them: `EIGENSWEEP_TEST_CUDA12` and `EIGENSWEEP_TEST_CUDA13` may name
/// Python environments with the wheels; otherwise they are looked for as always. Without a GPU they load and answer
/// with codes, which is tested; with one they work, which is, too.
class RealLibrariesTest {

    private static Map<String, String> lines(String binding, int major) throws Exception {
        String home = System.getenv().getOrDefault("EIGENSWEEP_TEST_CUDA" + major, "");
        Process process = JavaProcess.of(RealLibraries.class.getName(), binding, Integer.toString(major), home)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        Map<String, String> lines = said.lines()
                .filter(line -> line.contains(": "))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(": ")),
                        line -> line.substring(line.indexOf(": ") + 2),
                        (first, second) -> second));
        assumeFalse(lines.containsKey("absent"), "no libraries of CUDA " + major + " here: " + lines.get("absent"));
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13})
    void everySymbolResolves(int major) throws Exception {
        Map<String, String> lines = lines("ffm", major);

        // The driver's own functions come with the driver.
        boolean hasDriver = Boolean.parseBoolean(lines.get("driver"));
        String missing = Optional.ofNullable(lines.get("missing")).orElseThrow();
        assertThat(missing)
                .isEqualTo(
                        hasDriver
                                ? "[]"
                                : FfmCuda.SYMBOLS.stream()
                                        .filter(name -> name.matches("cu[A-Z].*"))
                                        .collect(Collectors.joining(", ", "[", "]")));
        assertThat(Integer.parseInt(lines.get("runtime")) / 1000).isEqualTo(major);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13})
    void withoutAGpuPeopleAreToldWhy(int major) throws Exception {
        assertNoGpu(lines("ffm", major));
    }

    /// As far as JCuda's natives allow: they bring a runtime of their own, which no shim can stand in for.
    @Test
    void jcudaLoadsAndAnswersLikewise() throws Exception {
        Map<String, String> lines = lines("jcuda", 12);

        assertThat(Integer.parseInt(lines.get("runtime")) / 1000).isEqualTo(12);
        assertNoGpu(lines);
    }

    private static void assertNoGpu(Map<String, String> lines) {
        String problem = String.valueOf(lines.get("problem"));
        assumeTrue(!problem.equals("none"), "there is a GPU here: scripts/gpu-check has the tests");
        assertThat(problem)
                .matches(
                        "(the NVIDIA driver is missing or older than these CUDA libraries .*code 35.*|no GPU answers.*)");
        assertThat(lines.get("blas")).startsWith("cuBLAS: cublasCreate failed with code 1");
        assertThat(lines.get("solver")).startsWith("cuSOLVER: cusolverDnCreate failed with code 1");
        assertThat(lines.get("memory")).startsWith("CUDA: cudaMalloc failed with code");
    }
}
