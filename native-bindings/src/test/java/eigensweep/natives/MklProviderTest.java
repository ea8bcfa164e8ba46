package eigensweep.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MklProviderTest {

    private static final Path ONE_API = Path.of("/opt/intel/oneapi/mkl/latest/lib");

    private static List<Path> folders(Map<String, String> environment) {
        return MklProvider.folders(environment);
    }

    @Test
    void looksWhereIntelInstalls() {
        assertThat(folders(Map.of())).containsExactly(ONE_API);
    }

    @Test
    void looksIntoAnInstallationsLibraryFolders() {
        assertThat(folders(Map.of("MKLROOT", "/mkl")))
                .containsExactly(Path.of("/mkl"), Path.of("/mkl/lib"), Path.of("/mkl/lib/intel64"), ONE_API);
    }

    @Test
    void prefersWhatTheUserNamed() {
        assertThat(folders(Map.of("CONDA_PREFIX", "/conda", "EIGENSWEEP_MKL", "/mine", "VIRTUAL_ENV", "/venv")))
                .startsWith(Path.of("/mine"), Path.of("/mine/lib"))
                .containsSubsequence(Path.of("/mine"), Path.of("/conda/lib"), Path.of("/venv/lib"), ONE_API);
    }

    @Test
    void followsTheLoaderPath() {
        String loaderPath = String.join(File.pathSeparator, "/first", "", "/second");

        assertThat(folders(Map.of("LD_LIBRARY_PATH", loaderPath)))
                .containsExactly(Path.of("/first"), Path.of("/second"), ONE_API);
    }
}
