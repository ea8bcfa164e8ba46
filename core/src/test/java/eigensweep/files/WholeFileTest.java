package eigensweep.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void anOldFileIsThere() throws IOException {
        file = Files.writeString(folder.resolve("table.csv"), "old");
    }

    @Test
    void newContentReplacesTheOldInUtf8() throws IOException {
        WholeFile.write(file, writer -> writer.write("λ = 1\n"));
        assertThat(file).hasContent("λ = 1\n");
        assertNothingElseIsThere();
    }

    @Test
    void oldContentStaysWhenWritingFails() {
        assertThatThrownBy(() -> WholeFile.write(file, writer -> {
                    writer.write("half of the ne");
                    writer.flush();
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written: No space left on device");
        assertThat(file).hasContent("old");
        assertNothingElseIsThere();
    }

    @Test
    void oldContentStaysWhenTheContentCannotBeMade() {
        assertThatThrownBy(() -> WholeFile.write(file, writer -> {
                    writer.write("half of the ne");
                    throw new IllegalStateException("no content");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertNothingElseIsThere();
    }

    @Test
    void aFolderThatIsNotThereIsAnErrorThatNamesTheFile() {
        Path lost = folder.resolve("absent/table.csv");
        assertThatThrownBy(() -> WholeFile.write(lost, writer -> writer.write("new")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(lost + ": cannot be written");
    }

    private void assertNothingElseIsThere() {
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }
}
