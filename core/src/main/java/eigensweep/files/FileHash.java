package eigensweep.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A file as it was read: its size and its SHA-256, as `sha256sum` prints it.
///
/// @param path the file
/// @param bytes its size
/// @param sha256 its hash, in hexadecimal
public record FileHash(String path, long bytes, String sha256) {

    private static final int BUFFER = 1 << 20;

    /// To look for the one that offers it takes longer than to hash a small file.
    private static final MessageDigest SHA_256 = found();

    /// The SHA-256 of a text in UTF-8, in hexadecimal.
    public static String sha256(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// A digest that has seen nothing yet.
    public static MessageDigest digest() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return found();
        }
    }

    /// Reads a file and hashes it.
    ///
    /// @throws UncheckedIOException if it cannot be read
    public static FileHash of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = digest();
            byte[] buffer = new byte[(int) Math.clamp(Files.size(file), 1, BUFFER)];
            long size = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                size += n;
            }
            return new FileHash(file.toString(), size, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
