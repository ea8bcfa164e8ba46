package eigensweep.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateTest {

    @TempDir
    private Path folder;

    private Path file;
    private FileState state;

    @BeforeEach
    void aFileThatWasLookedAt() throws IOException {
        file = Files.writeString(folder.resolve("model.bin"), "weights");
        state = FileState.of(file);
    }

    @Test
    void aFileThatIsAsItWasHasNoChange() {
        assertThat(state.change()).isNull();
        assertThat(FileState.changeOf(List.of(state))).isNull();
    }

    @Test
    void anotherSizeIsAChangeThatNamesTheFile() throws IOException {
        Files.writeString(file, "more weights");
        assertThat(state.change()).isEqualTo(file + " changed while it was read: it had 7 bytes and has 12");
    }

    @Test
    void anotherTimeIsAChangeAtTheSameSize() throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        assertThat(state.change())
                .isEqualTo(file + " changed while it was read: it was written at 2001-09-09T01:46:40Z");
    }

    @Test
    void aFileThatIsGoneIsAChange() throws IOException {
        Files.delete(file);
        assertThat(FileState.changeOf(List.of(state))).isEqualTo(file + " was removed while it was read");
    }
}
