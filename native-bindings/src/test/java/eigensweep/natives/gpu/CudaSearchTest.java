package eigensweep.natives.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.DeviceOptions;
import eigensweep.natives.gpu.binding.CudaLibraries;
import eigensweep.natives.gpu.binding.CudaSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a file system of files that begin as libraries do and go no further; nothing is loaded.
class CudaSearchTest {

    private static final List<String> TWELVE = List.of(
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libnvJitLink.so.12",
            "libcusparse.so.12",
            "libcusolver.so.11");
    private static final List<String> THIRTEEN = List.of(
            "libcudart.so.13",
            "libcublasLt.so.13",
            "libcublas.so.13",
            "libnvJitLink.so.13",
            "libcusparse.so.12",
            "libcusolver.so.12");

    private static final int HERE = System.getProperty("os.arch", "").equals("aarch64") ? 183 : 62;

    @TempDir
    private Path root;

    /// The first bytes of an ELF object.
    ///
    /// @param bits 1 for 32, 2 for 64
    /// @param machine its number for the processor
    private static byte[] header(int bits, int machine) {
        byte[] header = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', (byte) bits, 1, 1}, 0, header, 0, 7);
        header[18] = (byte) machine;
        return header;
    }

    private void install(String folder, List<String> files) throws IOException {
        Path place = Files.createDirectories(root.resolve(folder));
        for (String file : files) {
            Files.write(place.resolve(file), header(2, HERE));
        }
    }

    private CudaSearch search(@Nullable String home, Map<String, String> environment) {
        return CudaSearch.of(home == null ? null : root.resolve(home), environment, root);
    }

    private CudaLibraries found(@Nullable String home, Map<String, String> environment) {
        return CudaLibraries.find(search(home, environment));
    }

    private Path folder(CudaLibraries libraries) {
        return root.relativize(
                java.util.Objects.requireNonNull(libraries.runtime().getParent()));
    }

    @Test
    void theOrderIsFlagOwnVariableToolkitLoaderPathUsualFoldersPython() throws IOException {
        Map<String, String> environment = Map.of(
                "EIGENSWEEP_CUDA_HOME", root.resolve("own").toString(),
                "CUDA_HOME", root.resolve("toolkit").toString(),
                "LD_LIBRARY_PATH", root.resolve("loader").toString(),
                "VIRTUAL_ENV", root.resolve("venv").toString(),
                "PATH", root.resolve("usr/bin") + ":" + root.resolve("own-python/bin"));
        install("own-python/bin", List.of("python3"));
        List<String> worstFirst = List.of(
                "usr/local/lib/python3.12/dist-packages/nvidia/cu13/lib",
                "own-python/lib/python3.12/site-packages/nvidia/cu13/lib",
                "venv/lib/python3.12/site-packages/nvidia/cu13/lib",
                "usr/local/cuda-13.0/lib64",
                "loader",
                "toolkit/lib64",
                "own/lib64",
                "flag/lib64");
        for (String place : worstFirst) {
            install(place, THIRTEEN);

            assertThat(folder(found("flag", environment))).isEqualTo(Path.of(place));
        }
    }

    /// As `pip install nvidia-cublas-cu12` and its like do: a folder a library.
    @Test
    void aPythonEnvironmentIsOnePlace() throws IOException {
        String nvidia = "venv/lib/python3.11/site-packages/nvidia/";
        install(nvidia + "cuda_runtime/lib", TWELVE.subList(0, 1));
        install(nvidia + "cublas/lib", TWELVE.subList(1, 3));
        install(nvidia + "nvjitlink/lib", TWELVE.subList(3, 4));
        install(nvidia + "cusparse/lib", TWELVE.subList(4, 5));
        install(nvidia + "cusolver/lib", TWELVE.subList(5, 6));

        for (String home : List.of("venv", "venv/lib/python3.11/site-packages/nvidia")) {
            CudaLibraries libraries = found(home, Map.of());
            assertThat(libraries.isWhole()).isTrue();
            assertThat(libraries.major()).isEqualTo(12);
            assertThat(libraries.found().keySet()).containsExactlyElementsOf(TWELVE);
        }
    }

    /// `/usr/local/bin/python3` is a link into an environment, whose own is a link to the system's.
    @Test
    void aPythonThatIsALinkIsFollowedFromOneEnvironmentToTheNext() throws IOException {
        String nvidia = "opt/env/lib/python3.12/site-packages/nvidia/cu13/lib";
        install("usr/bin", List.of("python3.12"));
        Files.createDirectories(root.resolve("opt/env/bin"));
        Files.createDirectories(root.resolve("tools/bin"));
        Files.createSymbolicLink(root.resolve("opt/env/bin/python3"), root.resolve("usr/bin/python3.12"));
        Files.createSymbolicLink(root.resolve("tools/bin/python3"), Path.of("../../opt/env/bin/python3"));
        Files.createSymbolicLink(root.resolve("linked"), root.resolve("tools"));
        install(nvidia, THIRTEEN);

        for (String path : List.of("tools/bin", "linked/bin", "opt/env/bin")) {
            CudaLibraries libraries =
                    found(null, Map.of("PATH", root.resolve(path).toString()));
            assertThat(folder(libraries)).as(path).isEqualTo(Path.of(nvidia));
        }
    }

    @Test
    void aRingOfLinksIsNoPython() throws IOException {
        Path ring = Files.createDirectories(root.resolve("ring")).resolve("python3");
        Files.createSymbolicLink(ring, Path.of("python3"));

        assertThat(found(null, Map.of("PATH", root.resolve("ring").toString())).isWhole())
                .isFalse();
    }

    @Test
    void theLoadersConfigurationIsRead() throws IOException {
        install("etc/ld.so.conf.d", List.of("cuda.conf"));
        Files.writeString(root.resolve("etc/ld.so.conf.d/cuda.conf"), "# toolkit\n/somewhere/lib\n");
        install("somewhere/lib", TWELVE);

        assertThat(folder(found(null, Map.of()))).isEqualTo(Path.of("somewhere/lib"));
    }

    /// As an alternative that was removed leaves it; and a folder of that name.
    @Test
    void configurationThatCannotBeReadIsPassedOver() throws IOException {
        Path folder = Files.createDirectories(root.resolve("etc/ld.so.conf.d"));
        Files.createSymbolicLink(folder.resolve("a.conf"), root.resolve("etc/alternatives/none"));
        Files.createDirectories(folder.resolve("b.conf"));
        Files.writeString(root.resolve("etc/ld.so.conf"), "include ld.so.conf.d/*.conf\n/elsewhere\n");
        install("elsewhere", TWELVE);

        assertThat(folder(found(null, Map.of()))).isEqualTo(Path.of("elsewhere"));
    }

    /// A place decides, not a number.
    @Test
    void anOlderCudaThatWasNamedIsTakenBeforeANewerOneElsewhere() throws IOException {
        install("twelve", TWELVE);
        install("venv/lib/python3.12/site-packages/nvidia/cu13/lib", THIRTEEN);
        install("usr/local/cuda/lib64", THIRTEEN);
        Map<String, String> environment =
                Map.of("VIRTUAL_ENV", root.resolve("venv").toString());

        assertThat(folder(found("twelve", environment))).isEqualTo(Path.of("twelve"));
        assertThat(folder(found(null, environment))).isEqualTo(Path.of("usr/local/cuda/lib64"));
    }

    @Test
    void theToolkitsThatAreInstalledAreTriedByLinkAndThenByFallingVersion() throws IOException {
        for (String version : List.of("cuda-12.9", "cuda-12.10", "cuda-13", "cuda")) {
            install("usr/local/" + version + "/lib64", TWELVE);
            assertThat(folder(found(null, Map.of()))).isEqualTo(Path.of("usr/local/" + version + "/lib64"));
        }
    }

    /// A text, an empty file, and a library for 32-bit programs, which many a desktop finds first.
    @Test
    void whatHasTheNameAndIsNoLibraryIsPassedOver() throws IOException {
        for (byte[] content :
                List.of("INPUT(libcuda.so)".getBytes(StandardCharsets.US_ASCII), new byte[0], header(1, 3))) {
            install("good", List.of("libcuda.so.1"));
            Files.write(Files.createDirectories(root.resolve("bad")).resolve("libcuda.so.1"), content);
            Map<String, String> both = Map.of("LD_LIBRARY_PATH", root.resolve("bad") + ":" + root.resolve("good"));

            assertThat(search(null, both).find("libcuda.so.1")).contains(root.resolve("good/libcuda.so.1"));
            assertThat(CudaHost.obstacle(search(null, Map.of("LD_LIBRARY_PATH", root.resolve("bad") + ""))))
                    .hasValueSatisfying(why -> assertThat(why)
                            .startsWith("no NVIDIA driver (no libcuda.so.1; " + root.resolve("bad/libcuda.so.1"))
                            .endsWith("install it, where there is a GPU"));
        }
    }

    @Test
    void aVariableOfOurOwnMustNameAFolder() {
        assertThat(CudaHost.misnamed(Map.of("EIGENSWEEP_CUDA_HOME", "/no/such")))
                .contains("EIGENSWEEP_CUDA_HOME names no folder: /no/such");
        assertThat(CudaHost.misnamed(Map.of("EIGENSWEEP_CUDA_HOME", root.toString())))
                .isEmpty();
        assertThat(CudaHost.misnamed(Map.of())).isEmpty();
    }

    @Test
    void theNewestWholeCudaIsTaken() throws IOException {
        install("both/lib64", TWELVE);
        install("both/lib64", THIRTEEN.subList(0, 3));
        assertThat(found("both", Map.of()).major()).isEqualTo(12);

        install("both/lib64", THIRTEEN);
        assertThat(found("both", Map.of()).major()).isEqualTo(13);
    }

    @Test
    void whatIsMissingIsNamedWithTheRemedy() throws IOException {
        install("home/lib64", THIRTEEN.subList(0, 5));

        assertThat(found("home", Map.of()).advice())
                .startsWith("libcusolver.so.12 missing; install")
                .contains("pip install", "--cuda-home", "EIGENSWEEP_CUDA_HOME");
        assertThat(found(null, Map.of()).advice()).startsWith("no CUDA libraries; install");
    }

    private String absence() {
        return JCudaProvider.probe(search("home", Map.of()), DeviceOptions.DEFAULT)
                        instanceof Availability.Absent absent
                ? absent.reason()
                : "";
    }

    /// Each of these answers comes from names of files: no library is opened.
    @Test
    void jcudaSaysWhatItLacks() throws IOException {
        assertThat(absence()).startsWith("no NVIDIA driver (no libcuda.so.1)");
        install("home/lib64", List.of("libcuda.so.1"));
        assertThat(absence()).startsWith("no CUDA libraries");
        install("home/lib64", THIRTEEN);
        assertThat(absence()).contains("CUDA 13", "use --backend cuda");
        install("home/lib64", TWELVE);
        assertThat(absence()).contains("libcusolverMg.so.11");
    }
}
