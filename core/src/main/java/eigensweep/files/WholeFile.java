package eigensweep.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// Writes files that are either whole or not there: under another name first, then renamed.
public final class WholeFile {

    private WholeFile() {}

    /// What fills a file.
    public interface Content {
        /// Writes everything.
        void write(Writer writer) throws IOException;
    }

    /// What is done to a file that is still called otherwise.
    private interface Filling {
        void fill(Path partial) throws IOException;
    }

    /// Writes a text file in UTF-8, replacing one that is there.
    ///
    /// @throws IOException if it cannot be written; the message names the file
    public static void write(Path file, Content content) throws IOException {
        replace(file, partial -> {
            try (BufferedWriter writer = Files.newBufferedWriter(partial)) {
                content.write(writer);
            }
        });
    }

    /// Writes a file of bytes, replacing one that is there.
    ///
    /// @throws IOException if it cannot be written; the message names the file
    public static void write(Path file, byte[] content) throws IOException {
        replace(file, partial -> Files.write(partial, content));
    }

    /// Makes sure that a loss of power does not undo which files are in a folder.
    public static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void replace(Path file, Filling filling) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            filling.fill(partial);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder"));
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
