package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.natives.OpenBlasProvider;
import eigensweep.sweep.Row;
import eigensweep.table.Tables;
import eigensweep.testing.JavaProcess;
import eigensweep.testing.ShimCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole sweeps on GPUs that are none: the shim of `native-bindings` (CUDA over host memory and LAPACK) stands
/// where CUDA 12's libraries would, each time for a process of its own. Skipped where there is no C compiler.
class SweepOnGpusTest {

    @TempDir
    private static Path cuda;

    @TempDir
    private static Path older;

    @TempDir
    private Path folder;

    private Path model = Path.of("");

    @BeforeAll
    static void compile() throws IOException {
        assumeTrue(new OpenBlasProvider().probe() instanceof Availability.Present, "the shim computes with OpenBLAS");
        Availability.Present openBlas = (Availability.Present) new OpenBlasProvider().probe();
        assertThat(openBlas.open().get().name()).isEqualTo("openblas"); // it is unpacked now
        ShimCompiler shim = new ShimCompiler(Path.of(openBlas.detail()));
        shim.install(cuda);
        ShimCompiler.installPtxCompiler(cuda);
        shim.install(older, "-DCUDA_BEFORE_12_6_2");
    }

    @BeforeEach
    void writeModel() throws IOException {
        model = SmallModels.whole(folder.resolve("model.safetensors"), 7);
    }

    /// What a process said and how it ended.
    private record Ended(int code, String out, String err) {}

    private Ended eigensweep(Path home, Map<String, String> environment, String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = JavaProcess.of("eigensweep.Main", arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("EIGENSWEEP_CUDA_HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static List<Row> swept(String csv) {
        return Tables.readCsv(Row.class, csv).stream()
                .filter(row -> row.status() != Row.Status.SKIPPED)
                .toList();
    }

    /// To seven digits: the last ones may differ.
    private static float alpha(Row row) {
        return (float)
                Objects.requireNonNull(Objects.requireNonNull(row.metrics()).fit())
                        .alpha();
    }

    @Test
    void aSweepOnGpusGivesTheNumbersOfTheCpu() throws Exception {
        Ended onGpu =
                eigensweep(cuda, Map.of(), "sweep", model.toString(), "-v", "--backend", "cuda", "--format", "csv");
        Ended onCpu = eigensweep(cuda, Map.of(), "sweep", model.toString(), "--backend", "openblas", "--format", "csv");

        assertThat(onGpu.code()).as(onGpu.err()).isZero();
        List<Row> rows = swept(onGpu.out());
        assertThat(rows).hasSize(3).extracting(Row::backend).containsOnly("cuda");
        assertThat(rows)
                .extracting(SweepOnGpusTest::alpha)
                .isEqualTo(
                        swept(onCpu.out()).stream().map(SweepOnGpusTest::alpha).toList());
        assertThat(onGpu.err()).contains("CUDA 12.6").doesNotContain("CPU");
    }

    @Test
    void aCudaWithoutTheBatchedEigensolverDoes() throws Exception {
        Ended ended = eigensweep(older, Map.of(), "sweep", model.toString(), "--backend", "cuda", "--format", "csv");
        Ended doctor = eigensweep(older, Map.of(), "doctor");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(swept(ended.out())).extracting(Row::backend).containsOnly("cuda");
        assertThat(doctor.out()).contains("no batched eigensolver");
    }

    /// The driver opens its compiler of PTX by its bare name, which lies where the driver does, off the loader's path.
    @Test
    void whatTheDriverNeedsBesideItIsFound() throws Exception {
        Map<String, String> wanted = Map.of("SHIM_PTX_COMPILER", "yes");
        Ended with = eigensweep(cuda, wanted, "sweep", model.toString(), "--backend", "cuda", "--format", "csv");
        Ended without = eigensweep(older, wanted, "sweep", model.toString(), "--backend", "cuda", "--format", "csv");
        Path broken = Files.createDirectory(folder.resolve("broken"));
        for (String library : Objects.requireNonNull(cuda.toFile().list((where, name) -> name.contains(".so.")))) {
            Files.createSymbolicLink(broken.resolve(library), cuda.resolve(library));
        }
        Path compiler = broken.resolve("libnvidia-ptxjitcompiler.so.1");
        Files.delete(compiler);
        Files.writeString(compiler, "no library");
        Ended misled = eigensweep(broken, Map.of(), "sweep", model.toString(), "--backend", "cuda", "--format", "csv");

        assertThat(swept(with.out())).hasSize(3).extracting(Row::backend).containsOnly("cuda");
        assertThat(with.err()).doesNotContain("CPU");
        assertThat(swept(without.out())).hasSize(3).extracting(Row::backend).containsOnly("openblas");
        assertThat(without.err()).contains("GPU 0 is taken out: ", "code 221");
        assertThat(swept(misled.out())).hasSize(3).extracting(Row::backend).containsOnly("cuda");
        assertThat(misled.err()).contains("beside the NVIDIA driver, ", "libnvidia-ptxjitcompiler.so.1");
    }

    @Test
    void devicesAreChosen() throws Exception {
        Map<String, String> three = Map.of("SHIM_DEVICES", "3");
        Ended some = eigensweep(cuda, three, "sweep", model.toString(), "-v", "--backend", "cuda", "--devices", "0,2");
        Ended wrong = eigensweep(cuda, three, "sweep", model.toString(), "--backend", "cuda", "--devices", "3");

        assertThat(some.code()).as(some.err()).isZero();
        assertThat(some.err()).contains("GPU 0: Shim 0, GPU 2: Shim 2").doesNotContain("GPU 1");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("there is no device 3: this machine has 3, numbers 0 to 2");
    }

    /// All GPUs break down somewhere in the sweep; the layers go to the CPU, and the rows say so.
    @Test
    void aGpuThatFailsLosesNothing() throws Exception {
        Ended ended = eigensweep(
                cuda,
                Map.of("SHIM_BREAK", "0:60"),
                "sweep",
                model.toString(),
                "--backend",
                "cuda",
                "--threads",
                "1",
                "--format",
                "csv");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(swept(ended.out())).hasSize(3).extracting(Row::backend).contains("openblas");
        assertThat(ended.err()).contains("GPU 0 is taken out: ", "its layers go to the CPU");
    }

    /// It answers when it is counted and not when it is to be used: full, or somebody else's.
    @Test
    void aGpuThatFailsAtTheStartCostsADefaultRunNothing() throws Exception {
        Map<String, String> broken = Map.of("SHIM_BREAK", "0:9");
        Ended auto = eigensweep(cuda, broken, "sweep", model.toString(), "-v", "--format", "csv");
        Ended named = eigensweep(cuda, broken, "sweep", model.toString(), "--backend", "cuda");
        Ended doctor = eigensweep(cuda, broken, "doctor");
        Ended oneOfTwo = eigensweep(
                cuda,
                Map.of("SHIM_DEVICES", "2", "SHIM_BREAK", "1:1"),
                "sweep",
                model.toString(),
                "-v",
                "--backend",
                "cuda",
                "--format",
                "csv");

        assertThat(auto.code()).as(auto.err()).isZero();
        assertThat(swept(auto.out())).hasSize(3).extracting(Row::backend).containsOnly("openblas");
        assertThat(auto.err()).contains("no cuda: ", "code 719");
        assertThat(named.code()).isEqualTo(2);
        assertThat(named.err()).contains("code 719").doesNotContain("at eigensweep");
        assertThat(doctor.code()).as(doctor.err()).isZero();
        assertThat(doctor.out()).contains("code 719").containsPattern("(?m)^auto +openblas$");
        assertThat(oneOfTwo.code()).as(oneOfTwo.err()).isZero();
        assertThat(oneOfTwo.err()).contains("GPU 1 is left out: ").contains("GPU 0: Shim 0");
    }

    @Test
    void onlyALayerThatNobodyCanComputeMakesItFail() throws Exception {
        Path broken = SmallModels.withNaN(folder.resolve("broken.safetensors"));

        Ended ended = eigensweep(cuda, Map.of(), "sweep", broken.toString(), "--backend", "cuda", "--format", "csv");

        assertThat(ended.code()).as(ended.err()).isEqualTo(3);
        assertThat(swept(ended.out()))
                .extracting(Row::status)
                .contains(Row.Status.FAILED)
                .hasSize(3);
    }

    @Test
    void vendiScoresAreComputedThere() throws Exception {
        Path vectors = folder.resolve("vectors.csv");
        Files.writeString(vectors, "1,0,0\n0,1,0\n0,0,1\n1,0,0\n");

        Ended onGpu = eigensweep(cuda, Map.of(), "vendi", vectors.toString(), "--backend", "cuda");
        Ended onCpu = eigensweep(cuda, Map.of(), "vendi", vectors.toString(), "--backend", "openblas");

        assertThat(onGpu.code()).as(onGpu.err()).isZero();
        assertThat(onGpu.out()).contains("backend cuda");
        assertThat(onGpu.out().lines().skip(2))
                .containsExactlyElementsOf(onCpu.out().lines().skip(2).toList());
    }

    /// Memory of devices and of the host, streams, events, handles: all are given back before a command ends,
    /// whichever it is and however it ends.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sweep MODEL",
                "sweep MODEL --method svd --precision f32 --devices 0,1",
                "sweep MODEL --dry-run",
                "sweep BROKEN",
                "sweep MODEL --shard 1/2",
                "compare MODEL MODEL",
                "vendi VECTORS --kernel rbf",
                "vendi VECTORS --kernel polynomial --devices 1",
                "vendi NOTHING",
                "linear --synthetic 40,5",
                "doctor"
            })
    void nothingIsLeftOnTheDevices(String words) throws Exception {
        Path vectors = Files.writeString(folder.resolve("vectors.csv"), "1,0,0\n0,1,0\n0,0,1\n1,0,1\n");
        Path broken = SmallModels.withNaN(folder.resolve("broken.safetensors"));
        String command = words.replace("MODEL", model.toString())
                .replace("BROKEN", broken.toString())
                .replace("VECTORS", vectors.toString())
                .replace("NOTHING", folder.resolve("nothing.csv").toString());
        List<String> arguments =
                new ArrayList<>(Pattern.compile(" ").splitAsStream(command).toList());
        if (!command.equals("doctor")) {
            arguments.addAll(List.of("--backend", "cuda"));
        }
        Path report = folder.resolve("report");

        Ended ended = eigensweep(
                cuda, Map.of("SHIM_DEVICES", "2", "SHIM_REPORT", report.toString()), arguments.toArray(String[]::new));

        assertThat(Files.readString(report)).as(ended.err()).matches("alive 0, breaches 0, calls [1-9]\\d+");
    }

    /// A GPU that broke down leaves nothing either, and does not make the command fail in the end.
    @Test
    void nothingIsLeftOnADeviceThatFailed() throws Exception {
        Path report = folder.resolve("report");
        Ended ended = eigensweep(
                cuda,
                Map.of("SHIM_BREAK", "0:60", "SHIM_REPORT", report.toString()),
                "sweep",
                model.toString(),
                "--backend",
                "cuda");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("GPU 0 is taken out: ");
        assertThat(Files.readString(report)).startsWith("alive 0, breaches 0, ");
    }

    /// Kernels are evaluated there, too.
    @ParameterizedTest
    @ValueSource(strings = {"rbf", "polynomial", "cosine"})
    void vendiScoresOfKernelsAreThoseOfTheCpu(String kernel) throws Exception {
        Path vectors = folder.resolve("vectors.csv");
        Files.writeString(vectors, "1,0,0\n0,1,0.5\n0,0,1\n1,0,0.25\n2,1,0\n");

        Ended onGpu = eigensweep(cuda, Map.of(), "vendi", vectors.toString(), "--kernel", kernel, "--backend", "cuda");
        Ended onCpu = eigensweep(cuda, Map.of(), "vendi", vectors.toString(), "--kernel", kernel, "--backend", "java");

        assertThat(onGpu.code()).as(onGpu.err()).isZero();
        assertThat(onGpu.err()).doesNotContain("CPU");
        assertThat(onGpu.out().lines().skip(2))
                .containsExactlyElementsOf(onCpu.out().lines().skip(2).toList());
    }
}
