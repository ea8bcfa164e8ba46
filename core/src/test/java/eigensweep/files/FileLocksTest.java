package eigensweep.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// In one process a lock that is held makes every other attempt fail: a second thread's, and that of one who would
/// wait.
class FileLocksTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nobodyHasIt() {
        file = folder.resolve(".lock");
    }

    @Test
    void whatIsHeldIsTakenUntilItIsClosed() throws IOException {
        try (FileChannel _ = FileLocks.take(file, false, "taken")) {
            assertThatThrownBy(() -> FileLocks.take(file, false, "taken"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("taken");
        }
        FileLocks.take(file, false, "taken").close();
        FileLocks.await(file).close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoDoesNotGetALockLeavesNoFileOpen() throws IOException {
        try (FileChannel _ = FileLocks.await(file)) {
            assertThatThrownBy(() -> FileLocks.take(file, true, "taken")).hasMessage("taken");
            assertThatThrownBy(() -> FileLocks.await(file)).isInstanceOf(OverlappingFileLockException.class);
            assertThat(open()).isEqualTo(1);
        }
        assertThat(open()).isZero();
    }

    /// How often this process has the file open.
    private long open() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(this::isOfTheFile).count();
        }
    }

    private boolean isOfTheFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException e) {
            return false; // Closed since it was listed.
        }
    }
}
