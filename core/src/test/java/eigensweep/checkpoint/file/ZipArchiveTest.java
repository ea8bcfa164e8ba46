package eigensweep.checkpoint.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.file.ZipArchive.Entry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ZipArchiveTest {

    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END = 0x06054b50;

    private static MappedFile file(byte[] bytes) {
        return new MappedFile(Path.of("a.zip"), "", MemorySegment.ofArray(bytes));
    }

    private static ZipArchive read(byte[] bytes) {
        return ZipArchive.read(file(bytes));
    }

    private static void refused(byte[] bytes, String because) {
        assertThatThrownBy(() -> {
                    ZipArchive zip = read(bytes);
                    try (Arena arena = Arena.ofConfined()) {
                        zip.entries().values().forEach(entry -> zip.content(entry, 1 << 20, arena));
                    }
                })
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(because);
    }

    private static byte[] two() {
        return new ZipWriter()
                .stored("first", "hello")
                .deflated("second", new byte[10_000])
                .finish();
    }

    /// A copy with a number replaced.
    ///
    /// @param signature of the header that the number is in
    /// @param nth which of them
    private static byte[] with(byte[] zip, int signature, int nth, int offset, int number) {
        ByteBuffer bytes = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int left = nth;
        for (int at = 0; at <= zip.length - 4; at++) {
            if (bytes.getInt(at) == signature && left-- == 0) {
                bytes.putInt(at + offset, number);
                return bytes.array();
            }
        }
        throw new IllegalArgumentException("no such header");
    }

    @Test
    void entriesAreViewsOrInflated() {
        ZipArchive zip = read(two());
        try (Arena arena = Arena.ofConfined()) {
            Entry first = Objects.requireNonNull(zip.find("first"));
            assertThat(new String(zip.view(first).toArray(JAVA_BYTE), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
            Entry second = Objects.requireNonNull(zip.find("second"));
            assertThat(zip.content(second, 1 << 20, arena).toArray(JAVA_BYTE)).isEqualTo(new byte[10_000]);
            assertThat(zip.find("third")).isNull();
        }
    }

    @Test
    void aCommentAtTheEndIsNoTrouble() {
        byte[] zip = with(two(), END, 0, 18, 5 << 16); // offset 20 is the length of the comment
        byte[] commented = Arrays.copyOf(zip, zip.length + 5);
        assertThat(read(commented).entries()).hasSize(2);
        refused(Arrays.copyOf(commented, commented.length + 1), "cut off");
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] zip = two();
        for (int length = 22; length < zip.length; length++) {
            refused(Arrays.copyOf(zip, length), "");
        }
    }

    @Test
    void aDirectoryThatLiesIsRefused() {
        refused(with(two(), CENTRAL, 0, 42, 1), "is not where its directory says");
        refused(with(two(), CENTRAL, 0, 42, 0x7fffffff), "is not where its directory says");
        refused(with(two(), CENTRAL, 0, 24, 6), "claims 6 bytes in 5");
        refused(with(two(), CENTRAL, 0, 20, 1 << 30), "which are not there");
        refused(with(two(), CENTRAL, 0, 46, 0x41414141), "say different things");
        refused(with(two(), CENTRAL, 0, 8, 1), "encrypted");
        refused(with(two(), END, 0, 16, 0x7ffffff0), "does not lie inside");
        refused(with(two(), END, 0, 12, 10), "directory");
        refused(with(two(), END, 0, 10, 9), "missing from its directory");
        refused(with(two(), LOCAL, 0, 18, 4), "say different things");
    }

    @Test
    void entriesThatShareBytesAreRefused() {
        // The second entry's name is made the first's twin, and both point to one local header.
        byte[] zip = new ZipWriter().stored("a1", "hello").stored("a2", "hello").finish();
        byte[] doubled = with(zip, CENTRAL, 1, 42, 0);
        refused(doubled, "say different things");
        byte[] nested = new ZipWriter().stored("in", "x").finish();
        byte[] outer = new ZipWriter().stored("a", nested).finish();
        int inner = 30 + 1;
        byte[] overlapping = join(outer, nested, inner);
        refused(overlapping, "overlap");
    }

    /// An archive whose directory also lists the entry that lies inside its first entry's data.
    private static byte[] join(byte[] outer, byte[] nested, int at) {
        int end = outer.length - 22;
        ByteBuffer from = ByteBuffer.wrap(outer).order(ByteOrder.LITTLE_ENDIAN);
        int directory = from.getInt(end + 16);
        ByteBuffer inner = ByteBuffer.wrap(nested).order(ByteOrder.LITTLE_ENDIAN);
        int innerDirectory = inner.getInt(nested.length - 6);
        byte[] record = Arrays.copyOfRange(nested, innerDirectory, nested.length - 22);
        ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putInt(42, at);
        ByteBuffer joined = ByteBuffer.allocate(outer.length + record.length).order(ByteOrder.LITTLE_ENDIAN);
        joined.put(outer, 0, end).put(record).put(outer, end, 22);
        int newEnd = end + record.length;
        joined.putShort(newEnd + 8, (short) 2).putShort(newEnd + 10, (short) 2);
        joined.putInt(newEnd + 12, end - directory + record.length);
        return joined.array();
    }

    @Test
    void bombsAreRefusedBeforeTheyGoOff() {
        byte[] bomb = new ZipWriter().deflated("zeros", new byte[2 << 20]).finish();
        refused(bomb, "at most 1048576 are inflated");
        // One that claims less than it holds, and one that claims more.
        refused(with(bomb, CENTRAL, 0, 24, 1000), "does not inflate to the 1000 bytes");
        byte[] small = new ZipWriter()
                .deflated("text", "hello".getBytes(StandardCharsets.UTF_8))
                .finish();
        refused(with(small, CENTRAL, 0, 24, 1 << 19), "claims to inflate");
        refused(with(small, CENTRAL, 0, 16, 12345), "does not inflate");
    }

    @Test
    void unknownMethodsAreRefused() {
        byte[] zip = new ZipWriter().deflated("text", new byte[100]).finish();
        refused(with(with(zip, CENTRAL, 0, 10, 12), LOCAL, 0, 8, 12), "method 12");
    }

    @Test
    void twoEntriesOfOneNameAreRefused() {
        byte[] zip = new ZipWriter().stored("a1", "x").stored("a2", "y").finish();
        for (int i = 0; i < zip.length - 1; i++) {
            if (zip[i] == 'a' && zip[i + 1] == '2') {
                zip[i + 1] = '1';
            }
        }
        refused(zip, "two entries named a1");
    }

    @Test
    void moreEntriesThanAnyModelHasAreRefused() {
        refused(with(two(), END, 0, 8, 0xffffffff), "");
    }
}
