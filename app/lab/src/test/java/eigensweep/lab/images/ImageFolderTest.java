package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.data.DataException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

    @TempDir
    private Path folder;

    /// As a file is whose name holds bytes that are no letters: it is listed, and cannot be opened.
    @Test
    void whatCannotBeReadIsBrokenWhenItIsDecodedAndNotBefore() throws NoSuchAlgorithmException {
        ImageFolder images = new ImageFolder(folder, List.of("caf\uFFFD.png", "gone.png"));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        images.digest(0, digest);
        assertThat(digest.digest())
                .isNotEqualTo(MessageDigest.getInstance("SHA-256").digest());
        assertThatThrownBy(() -> images.read(0))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("bytes that are no letters of the locale", "rename it");
        assertThatThrownBy(() -> images.read(1)).hasMessageContaining("no such file");
    }
}
