package eigensweep.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.linalg.BackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {

    @TempDir
    private Path folder;

    private static NativeLibrary library(Path file) {
        return new NativeLibrary("Test", List.of(), file);
    }

    /// The C library of this process: a shared library that is certainly there, where the system tells.
    private static Path libc() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.isReadable(maps), "no /proc here");
        try (Stream<String> lines = Files.lines(maps)) {
            Optional<Path> found = lines.filter(line -> line.contains("/libc.so") || line.contains("/libc-"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst();
            assumeTrue(found.isPresent(), "no C library in /proc/self/maps");
            return found.orElseThrow();
        }
    }

    @Test
    void aMissingFileIsAProblemThatNamesIt() {
        Path missing = folder.resolve("libnothing.so");

        assertThat(library(missing).problem(List.of()))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith(missing + " cannot be loaded"));
    }

    @Test
    void aMissingDependencyIsAProblemThatNamesIt() throws IOException {
        Path missing = folder.resolve("libneeded.so");

        assertThat(new NativeLibrary("Test", List.of(missing), libc()).problem(List.of()))
                .hasValueSatisfying(problem -> assertThat(problem).contains(missing.toString()));
    }

    @Test
    void aLibraryThatLacksAFunctionIsAProblemThatNamesBoth() throws IOException {
        assertThat(library(libc()).problem(List.of("malloc", "LAPACKE_dsytrd_work", "LAPACKE_dgesdd_work")))
                .contains(libc() + " lacks the function LAPACKE_dsytrd_work");
    }

    @Test
    void aLibraryWithAllFunctionsIsNone() throws IOException {
        assertThat(library(libc()).problem(List.of("malloc", "free"))).isEmpty();
    }

    @Test
    void whatCannotBeLoadedCannotBeBound() {
        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> library(folder.resolve("libnothing.so").toAbsolutePath())
                        .bind())
                .withMessageContainingAll("Test", "libnothing.so");
    }
}
