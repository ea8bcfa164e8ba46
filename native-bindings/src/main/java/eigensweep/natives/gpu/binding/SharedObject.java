package eigensweep.natives.gpu.binding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file with a library's name need not be one: a script of a linker, what is left of a download, or a library for
/// 32-bit programs, which lies before the other on many a desktop's loader path. Its first bytes tell.
final class SharedObject {

    /// Magic number, class and order of bytes at 0 to 5, the machine at 18.
    private static final int HEADER_BYTES = 20;

    private static final int MAGIC = 0x464c457f;
    private static final byte BITS_64 = 2;
    private static final short X86_64 = 62;
    private static final short AARCH64 = 183;

    private SharedObject() {}

    /// Whether the file begins as an ELF object of 64 bits for this processor; where the system is not Linux, whose
    /// libraries are something else, always.
    static boolean isForThisMachine(Path file) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return true;
        }
        if (!Files.isReadable(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(HEADER_BYTES);
            ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            short machine = System.getProperty("os.arch", "").equals("aarch64") ? AARCH64 : X86_64;
            return header.length == HEADER_BYTES
                    && fields.getInt(0) == MAGIC
                    && fields.get(4) == BITS_64
                    && fields.getShort(18) == machine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
