package eigensweep.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageSizesTest {

    @TempDir
    private Path module;

    private void write(String folder, int files) throws IOException {
        Path place = Files.createDirectories(module.resolve("src/main/java").resolve(folder));
        for (int file = 0; file < files; file++) {
            Files.createFile(place.resolve("C" + file + ".java"));
        }
    }

    @Test
    void ofFortyFilesNoneIsTooMany() throws IOException {
        write("a", 40);
        write("a/b", 41);
        Files.createFile(module.resolve("src/main/java/a/notes.txt"));

        assertThat(PackageSizes.tooLarge(module)).isEqualTo(Map.of("a.b", 41));
    }

    @Test
    void aModuleWithoutSourcesIsNone() {
        assertThatThrownBy(() -> PackageSizes.tooLarge(module)).isInstanceOf(UncheckedIOException.class);
    }
}
