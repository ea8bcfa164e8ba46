package eigensweep.checkpoint.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.MappedFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The names in a tar archive: a block of 512 bytes before each file has its name and its size.
final class TarNames {

    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;

    private TarNames() {}

    /// The names, up to the first block that makes no sense.
    ///
    /// @param most how many there may be
    static List<String> of(MappedFile file, int most) {
        List<String> names = new ArrayList<>();
        for (long at = 0; at <= file.size() - BLOCK && names.size() < most; ) {
            byte[] block = file.bytes().asSlice(at, BLOCK).toArray(JAVA_BYTE);
            String name = text(block, 0, NAME_BYTES);
            String size = text(block, SIZE_AT, SIZE_BYTES).strip();
            if (name.isEmpty() || !size.matches("[0-7]{1,12}")) {
                break;
            }
            names.add(name);
            at += BLOCK + (Long.parseLong(size, 8) + BLOCK - 1) / BLOCK * BLOCK;
        }
        return names;
    }

    /// Text that ends with a zero byte, or where its field ends.
    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }
}
