package eigensweep.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Compiles CUDA over host memory (`native-bindings/src/test/c/shim.c`), which computes by an OpenBLAS.
///
/// @param openBlas the library that it computes with, unpacked
public record ShimCompiler(Path openBlas) {

    private static final Path SOURCE = inCheckout("native-bindings/src/test/c/shim.c");

    /// What a CUDA 12 consists of; the driver is the first.
    private static final List<String> LIBRARIES = List.of(
            "libcuda.so.1",
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libnvJitLink.so.12",
            "libcusparse.so.12",
            "libcusolver.so.11");

    /// A file of this checkout; tests run in the folder of their module.
    private static Path inCheckout(String file) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(file)) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder.resolve(file);
    }

    /// Makes a folder that a process takes for a whole CUDA 12 with its driver, where `EIGENSWEEP_CUDA_HOME` names it.
    ///
    /// @param options of the compiler: `-DCUDA_BEFORE_12_6_2`
    /// @throws org.opentest4j.TestAbortedException if there is no C compiler: the test is skipped
    public void install(Path folder, String... options) throws IOException {
        Path driver = folder.resolve(LIBRARIES.getFirst());
        compile(SOURCE, driver, options);
        for (String name : LIBRARIES.subList(1, LIBRARIES.size())) {
            Files.createSymbolicLink(folder.resolve(name), driver);
        }
    }

    /// The compiler of PTX that comes with a driver, which asks for it by its bare name.
    public static void installPtxCompiler(Path folder) throws IOException {
        String name = "libnvidia-ptxjitcompiler.so.1";
        Path source = Files.writeString(folder.resolve("ptx.c"), "int compiles(void) { return 1; }\n");
        run(List.of(
                compiler(),
                "-shared",
                "-fPIC",
                "-Wl,-soname," + name,
                source.toString(),
                "-o",
                folder.resolve(name).toString()));
    }

    /// Makes one library.
    ///
    /// @throws org.opentest4j.TestAbortedException if there is no C compiler: the test is skipped
    public void compile(Path library) throws IOException {
        compile(SOURCE, library);
    }

    private void compile(Path source, Path library, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(compiler(), "-O1", "-shared", "-fPIC"));
        Collections.addAll(command, options);
        Collections.addAll(
                command,
                "-Wl,--disable-new-dtags,-rpath," + openBlas.getParent(),
                source.toAbsolutePath().normalize().toString(),
                openBlas.toString(),
                "-o",
                library.toString(),
                "-lpthread",
                "-lm",
                "-ldl");
        run(command);
    }

    private static String compiler() {
        return System.getenv().getOrDefault("CC", "cc");
    }

    private static void run(List<String> command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "no C compiler (cc, or what CC names): " + e.getMessage());
            return;
        }
        try {
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(words).isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
