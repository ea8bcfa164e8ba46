package eigensweep.checkpoint.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes zip archives of stored and deflated entries.
public final class ZipWriter {

    /// The same bytes whenever they are written.
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 22, 0, 0);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes);

    /// A PyTorch archive with this pickle.
    public static ZipWriter torch(byte[] pickle) {
        return new ZipWriter().stored("archive/data.pkl", pickle);
    }

    public ZipWriter stored(String name, String text) {
        return stored(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public ZipWriter stored(String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        return add(entry, content);
    }

    public ZipWriter deflated(String name, byte[] content) {
        return add(new ZipEntry(name), content);
    }

    private ZipWriter add(ZipEntry entry, byte[] content) {
        try {
            entry.setTimeLocal(TIME);
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] finish() {
        try {
            zip.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
