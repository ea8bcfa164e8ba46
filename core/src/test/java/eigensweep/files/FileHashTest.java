package eigensweep.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileHashTest {

    @TempDir
    private Path folder;

    /// The examples of FIPS 180-4.
    @ParameterizedTest
    @CsvSource({
        "'',  1,       e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc, 1,       ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "a,   1000000, cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    })
    void isTheSha256OfTheContent(String text, int times, String sha256) throws IOException {
        Path file = Files.write(folder.resolve("file"), text.repeat(times).getBytes(US_ASCII));
        assertThat(FileHash.of(file)).isEqualTo(new FileHash(file.toString(), (long) text.length() * times, sha256));
    }

    @Test
    void coversFilesOfSeveralBuffers() throws IOException, NoSuchAlgorithmException {
        byte[] content = new byte[3 * (1 << 20) + 1];
        new Random(5).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        String whole =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertThat(FileHash.of(file)).isEqualTo(new FileHash(file.toString(), content.length, whole));
    }

    @Test
    void anAbsentFileHasNone() {
        assertThatThrownBy(() -> FileHash.of(folder.resolve("absent")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("absent");
    }
}
