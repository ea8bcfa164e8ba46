package eigensweep.natives;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.Backends;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenBlasProviderTest {

    /// The build puts the library for its own platform on the class path.
    @Test
    void theLibraryComesWithTheTool() {
        assertThat(new OpenBlasProvider().probe()).isInstanceOf(Availability.Present.class);
        assertThat(Backends.names()).containsSubsequence("auto", "openblas", "java", "mkl");
    }

    @Test
    void theLibraryIsUnpackedWholeAndOnce() {
        NativeLibrary first = EmbeddedOpenBlas.find().orElseThrow();

        assertThat(Stream.concat(first.dependencies().stream(), Stream.of(first.library())))
                .allSatisfy(file -> assertThat(Files.isRegularFile(file)).isTrue());
        assertThat(first.problem(LapackBackend.SYMBOLS)).isEmpty();
        assertThat(EmbeddedOpenBlas.find()).contains(first);
    }
}
