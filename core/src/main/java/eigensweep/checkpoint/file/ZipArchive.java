package eigensweep.checkpoint.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// The entries of a zip archive that is mapped as a whole: PyTorch's and NumPy's containers. Stored entries are
/// views of the file. Field offsets are those of the format's specification (APPNOTE.TXT, 4.3).
///
/// The central directory is believed only where the local headers agree with it, and no two entries may share
/// bytes. Names are labels here, never paths.
///
/// @param file the archive
/// @param entries in the order of the central directory
public record ZipArchive(MappedFile file, Map<String, Entry> entries) {

    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;

    private static final int END_BYTES = 22;
    private static final int LOCATOR64_BYTES = 20;
    private static final int END64_BYTES = 56;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long IN_ZIP64 = 0xffffffffL;

    private static final int MOST_ENTRIES = 1 << 20;
    private static final long LONGEST_DIRECTORY = 1L << 28;

    /// Deflate cannot do better than this.
    private static final long BEST_RATIO = 1032;

    /// A saving this large, on this much, is that of a bomb: trained weights shrink by a few per cent.
    private static final long BOMB_RATIO = 100;

    private static final long BOMB_BYTES = 1L << 28;

    private static final int CHUNK = 1 << 16;

    /// An entry of the archive.
    ///
    /// @param name as it is written, not to be used as a path
    /// @param method 0 stored, 8 deflated
    /// @param crc checksum of the content
    /// @param stored bytes it takes in the file
    /// @param size bytes of the content
    /// @param header where its local header is
    /// @param data where its bytes are
    public record Entry(String name, int method, long crc, long stored, long size, long header, long data) {

        /// Whether its bytes are in the file as they are.
        public boolean isStored() {
            return method == 0;
        }
    }

    /// Where the central directory is.
    private record Directory(long start, long size, long entries) {}

    /// Whether a file starts like a zip archive.
    public static boolean looksLike(MappedFile file) {
        return file.size() >= END_BYTES && (file.u32(0) == LOCAL || file.u32(0) == END);
    }

    /// Reads the directory of an archive; nothing is inflated.
    public static ZipArchive read(MappedFile file) {
        Directory directory = directory(file);
        Map<String, Entry> entries = new LinkedHashMap<>();
        long at = directory.start();
        long end = directory.start() + directory.size();
        for (long e = 0; e < directory.entries(); e++) {
            if (at > end - CENTRAL_BYTES || file.u32(at) != CENTRAL) {
                throw file.broken("is a broken zip archive: entry " + e + " of " + directory.entries()
                        + " is missing from its directory");
            }
            int length = CENTRAL_BYTES + file.u16(at + 28) + file.u16(at + 30) + file.u16(at + 32);
            if (length > end - at) {
                throw file.broken("is a broken zip archive: its directory is cut off at entry " + e);
            }
            Entry entry = entry(file, at, directory.start());
            if (entries.put(entry.name(), entry) != null) {
                throw file.broken("is a zip archive with two entries named " + entry.name());
            }
            at += length;
        }
        refuseOverlaps(file, entries.values().stream().toList());
        return new ZipArchive(file, entries);
    }

    private static Directory directory(MappedFile file) {
        long end = end(file);
        Directory directory = new Directory(file.u32(end + 16), file.u32(end + 12), file.u16(end + 10));
        long limit = end;
        long locator = end - LOCATOR64_BYTES;
        if (locator >= 0 && file.u32(locator) == LOCATOR64) {
            limit = file.i64(locator + 8);
            if (limit < 0 || limit > locator - END64_BYTES || file.u32(limit) != END64) {
                throw file.broken("is a broken zip archive: its zip64 directory is not where it should be");
            }
            directory = new Directory(file.i64(limit + 48), file.i64(limit + 40), file.i64(limit + 32));
        }
        if (directory.entries() < 0 || directory.entries() > MOST_ENTRIES || directory.size() > LONGEST_DIRECTORY) {
            throw file.broken("is a zip archive that claims " + Long.toUnsignedString(directory.entries())
                    + " entries; at most " + MOST_ENTRIES + " are read");
        }
        boolean inside = directory.size() >= 0 && directory.size() <= limit && directory.start() >= 0;
        if (!inside || directory.start() > limit - directory.size()) {
            throw file.broken("is a broken zip archive: its directory does not lie inside the file");
        }
        return directory;
    }

    /// Where the end record is: the last thing in the file but for a comment.
    private static long end(MappedFile file) {
        long last = file.size() - END_BYTES;
        for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (file.u32(at) == END && file.u16(at + 20) == last - at) {
                return at;
            }
        }
        throw file.broken("is a zip archive without its end, so it was cut off; fetch the file again");
    }

    private static Entry entry(MappedFile file, long at, long directory) {
        int nameLength = file.u16(at + 28);
        String name = file.text(at + CENTRAL_BYTES, nameLength);
        long extra = at + CENTRAL_BYTES + nameLength;
        long[] wide = {file.u32(at + 24), file.u32(at + 20), file.u32(at + 42)}; // size, stored size, local header
        widen(file, wide, extra, extra + file.u16(at + 30));
        long header = wide[2];
        if ((file.u16(at + 8) & 1) != 0) {
            throw file.broken("is a zip archive whose entry " + name + " is encrypted");
        }
        if (header < 0 || header > directory - LOCAL_BYTES || file.u32(header) != LOCAL) {
            throw file.broken("is a broken zip archive: entry " + name + " is not where its directory says");
        }
        long data = header + LOCAL_BYTES + file.u16(header + 26) + file.u16(header + 28);
        Entry entry = new Entry(name, file.u16(at + 10), file.u32(at + 16), wide[1], wide[0], header, data);
        boolean fits = entry.stored() >= 0 && entry.size() >= 0 && data <= directory;
        if (!fits || entry.stored() > directory - data || (entry.isStored() && entry.stored() != entry.size())) {
            throw file.broken("is a broken zip archive: entry " + name + " claims " + entry.size() + " bytes in "
                    + entry.stored() + ", which are not there");
        }
        checkLocal(file, entry, at, nameLength);
        return entry;
    }

    /// Replaces numbers that do not fit 32 bits by those of the zip64 field among the extra fields.
    private static void widen(MappedFile file, long[] numbers, long from, long to) {
        long at = from;
        while (at <= to - 4 && file.u16(at) != 1) {
            at += 4 + file.u16(at + 2);
        }
        long end = at <= to - 4 ? Math.min(to, at + 4 + file.u16(at + 2)) : to;
        at += 4;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == IN_ZIP64 && at <= end - Long.BYTES) {
                numbers[i] = file.i64(at);
                at += Long.BYTES;
            }
        }
    }

    private static void checkLocal(MappedFile file, Entry entry, long central, int nameLength) {
        long header = entry.header();
        boolean sameName = file.u16(header + 26) == nameLength
                && file.bytes()
                                .asSlice(header + LOCAL_BYTES, nameLength)
                                .mismatch(file.bytes().asSlice(central + CENTRAL_BYTES, nameLength))
                        == -1;
        boolean sizeFollows = (file.u16(header + 6) & 8) != 0;
        long stored = file.u32(header + 18);
        boolean sameSize = sizeFollows || stored == IN_ZIP64 || stored == entry.stored();
        if (!sameName || !sameSize || file.u16(header + 8) != entry.method()) {
            throw file.broken("is a broken zip archive: its directory and the header of entry " + entry.name()
                    + " say different things");
        }
    }

    private static void refuseOverlaps(MappedFile file, List<Entry> entries) {
        List<Entry> inOrder = new ArrayList<>(entries);
        inOrder.sort(Comparator.comparingLong(Entry::header));
        for (int e = 1; e < inOrder.size(); e++) {
            Entry before = inOrder.get(e - 1);
            if (before.data() + before.stored() > inOrder.get(e).header()) {
                throw file.broken("is a zip archive whose entries " + before.name() + " and "
                        + inOrder.get(e).name() + " overlap");
            }
        }
    }

    @Nullable
    public Entry find(String name) {
        return entries.get(name);
    }

    /// The bytes of a stored entry: a view of the file.
    public MemorySegment view(Entry entry) {
        if (!entry.isStored()) {
            throw file.broken("entry " + entry.name() + " is compressed (method " + entry.method()
                    + "), which PyTorch never does; save the model again");
        }
        return file.bytes().asSlice(entry.data(), entry.size());
    }

    /// The content of an entry, inflated if it is compressed.
    ///
    /// @param limit the most bytes that may be inflated
    /// @param memory where there is room for them
    public MemorySegment content(Entry entry, long limit, SegmentAllocator memory) {
        if (entry.isStored()) {
            return view(entry);
        }
        if (entry.method() != 8) {
            throw file.broken(
                    "entry " + entry.name() + " is compressed by method " + entry.method() + "; only deflate is known");
        }
        if (entry.size() > limit || entry.size() / BEST_RATIO > entry.stored()) {
            throw file.broken("entry " + entry.name() + " claims to inflate from " + entry.stored() + " to "
                    + entry.size() + " bytes; at most " + limit + " are inflated: save it uncompressed");
        }
        refuseBomb(entry, entry.size());
        return inflate(entry, memory);
    }

    /// Refuses entries that are a bomb together, whatever each is by itself.
    ///
    /// @param limit the most bytes that may be inflated
    public void refuseBomb(List<Entry> together, long limit) {
        long stored = 0;
        long size = 0;
        for (Entry entry : together) {
            if (!entry.isStored()) {
                long inflated = Math.min(entry.size(), limit);
                refuseBomb(entry, inflated);
                stored += entry.stored();
                size += inflated;
            }
        }
        refuseBomb("has " + together.size() + " entries, of which all that is compressed inflates", stored, size);
    }

    private void refuseBomb(Entry entry, long size) {
        refuseBomb("entry " + entry.name() + " inflates", entry.stored(), size);
    }

    private void refuseBomb(String what, long stored, long size) {
        if (size > BOMB_BYTES && size / BOMB_RATIO > stored) {
            throw file.broken(what + " from " + stored + " to " + size
                    + " bytes, as bombs do and weights do not; refused: save it uncompressed");
        }
    }

    private MemorySegment inflate(Entry entry, SegmentAllocator memory) {
        MemorySegment packed = file.bytes().asSlice(entry.data(), entry.stored());
        MemorySegment content = memory.allocate(Math.max(1, entry.size()), Long.BYTES);
        byte[] chunk = new byte[(int) Math.min(CHUNK, entry.stored())];
        CRC32 crc = new CRC32();
        long read = 0;
        long written = 0;
        try (Inflater inflater = new Inflater(true)) {
            while (!inflater.finished()) {
                if (inflater.needsInput() && read < entry.stored()) {
                    // By way of the heap: zlib, being native, would crash if the file shrank beneath it.
                    int length = (int) Math.min(CHUNK, entry.stored() - read);
                    MemorySegment.copy(packed, JAVA_BYTE, read, chunk, 0, length);
                    inflater.setInput(chunk, 0, length);
                    read += length;
                }
                // One byte more than there should be, so that a longer stream is noticed.
                long room = Math.min(CHUNK, entry.size() - written);
                ByteBuffer into = room > 0 ? content.asSlice(written, room).asByteBuffer() : ByteBuffer.allocate(1);
                int count = inflater.inflate(into);
                boolean stuck =
                        count == 0 && !inflater.finished() && (!inflater.needsInput() || read == entry.stored());
                if (stuck || (room == 0 && count > 0)) {
                    break;
                }
                crc.update(into.flip());
                written += count;
            }
            if (!inflater.finished() || written != entry.size() || crc.getValue() != entry.crc()) {
                throw file.broken("entry " + entry.name() + " does not inflate to the " + entry.size()
                        + " bytes its directory promises; fetch the file again");
            }
        } catch (DataFormatException e) {
            throw file.broken("entry " + entry.name() + " is damaged: " + e.getMessage(), e);
        }
        return content.asSlice(0, entry.size());
    }
}
