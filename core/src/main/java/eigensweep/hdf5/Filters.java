package eigensweep.hdf5;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// What was done to the chunks of a data set before they were written (specification, IV.A.2.l).
///
/// @param steps in the order of writing
record Filters(List<Filter> steps) {

    static final Filters NONE = new Filters(List.of());

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int LZF = 32000;

    private static final int FIRST_NAMED = 256;
    private static final int ALIGNMENT = 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final int STRETCH = 1 << 16;

    /// Deflate cannot do better than this, nor can LZF.
    static final long BEST_RATIO = 1032;

    /// Filters that people use and that are not read.
    private static final Map<Integer, String> UNREAD = Map.of(
            4, "szip",
            5, "nbit",
            6, "scale-offset",
            32001, "Blosc",
            32004, "LZ4",
            32008, "bitshuffle",
            32013, "ZFP",
            32015, "Zstandard",
            32026, "Blosc2");

    /// A step.
    ///
    /// @param id its registered number
    /// @param elementBytes what `shuffle` was told
    private record Filter(int id, long elementBytes) {}

    Filters {
        steps = List.copyOf(steps);
    }

    static Filters read(Cursor message) {
        int version = message.version(1, 2);
        int count = message.u8();
        message.skip(version == 1 ? 6 : 0);
        List<Filter> steps = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            int id = message.u16();
            int nameBytes = version == 1 || id >= FIRST_NAMED ? message.u16() : 0;
            message.skip(2);
            int values = message.u16();
            message.skip(version == 1 ? (nameBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : nameBytes);
            Cursor data = message.part(4L * values);
            message.skip(version == 1 && values % 2 == 1 ? 4 : 0);
            steps.add(new Filter(id, values > 0 ? data.u32() : 1));
        }
        return new Filters(steps);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /// The name of a filter that is not read, or null.
    @Nullable
    String unread() {
        for (Filter filter : steps) {
            if (filter.id() < DEFLATE || (filter.id() > FLETCHER32 && filter.id() != LZF)) {
                return UNREAD.getOrDefault(filter.id(), "filter " + filter.id());
            }
        }
        return null;
    }

    /// A chunk as it was before it was written.
    ///
    /// @param stored its bytes in the file
    /// @param skipped the filters that were not applied to it, a bit each
    /// @param room twice the room that it needs
    MemorySegment undo(MemorySegment stored, long skipped, MemorySegment[] room) {
        MemorySegment chunk = stored;
        int next = 0;
        for (int f = steps.size() - 1; f >= 0; f--) {
            Filter filter = steps.get(f);
            if (f < Integer.SIZE && (skipped >> f & 1) != 0) {
                continue;
            }
            if (filter.id() == FLETCHER32) {
                chunk = checked(chunk);
                continue;
            }
            MemorySegment into = room[next];
            next = 1 - next;
            chunk = switch (filter.id()) {
                case DEFLATE -> inflated(chunk, into);
                case LZF -> Lzf.unpacked(chunk, into);
                default -> unshuffled(chunk, filter.elementBytes(), into);
            };
        }
        return chunk;
    }

    private static MemorySegment checked(MemorySegment chunk) {
        long end = chunk.byteSize() - CHECKSUM_BYTES;
        if (end < 0) {
            throw new Hdf5Exception("has a chunk too short for its checksum");
        }
        long stored = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            stored |= (chunk.get(JAVA_BYTE, end + i) & 0xffL) << Byte.SIZE * i;
        }
        MemorySegment data = chunk.asSlice(0, end);
        if (stored != Checksums.fletcher32(data)) {
            throw new Hdf5Exception("is damaged: the checksum of a chunk is wrong; fetch the file again");
        }
        return data;
    }

    private static MemorySegment inflated(MemorySegment packed, MemorySegment into) {
        byte[] stretch = new byte[(int) Math.min(STRETCH, packed.byteSize())];
        long read = 0;
        long written = 0;
        try (Inflater inflater = new Inflater()) {
            while (!inflater.finished()) {
                if (inflater.needsInput() && read < packed.byteSize()) {
                    // By way of the heap: zlib, being native, would crash if the file shrank beneath it.
                    int length = (int) Math.min(stretch.length, packed.byteSize() - read);
                    MemorySegment.copy(packed, JAVA_BYTE, read, stretch, 0, length);
                    inflater.setInput(stretch, 0, length);
                    read += length;
                }
                long room = Math.min(STRETCH, into.byteSize() - written);
                // One byte more than there should be, so that a longer stream is noticed.
                ByteBuffer to = room > 0 ? into.asSlice(written, room).asByteBuffer() : ByteBuffer.allocate(1);
                int count = inflater.inflate(to);
                boolean stuck = count == 0 && !inflater.finished();
                if ((stuck && (!inflater.needsInput() || read == packed.byteSize())) || (room == 0 && count > 0)) {
                    throw new Hdf5Exception("is damaged: a chunk does not inflate to its size; fetch the file again");
                }
                written += count;
            }
        } catch (DataFormatException e) {
            throw new Hdf5Exception("is damaged: a chunk does not inflate: " + e.getMessage(), e);
        }
        return into.asSlice(0, written);
    }

    /// Brings the bytes of an element together again: first come the first bytes of all elements, then the second.
    private static MemorySegment unshuffled(MemorySegment planes, long elementBytes, MemorySegment into) {
        long bytes = planes.byteSize();
        if (elementBytes <= 1 || bytes < elementBytes) {
            return planes;
        }
        if (elementBytes > STRETCH || bytes > into.byteSize()) {
            throw new Hdf5Exception("has shuffled elements of " + elementBytes + " bytes; refused");
        }
        int each = (int) elementBytes;
        long elements = bytes / each;
        int atOnce = (int) Math.min(elements, Math.max(1, STRETCH / each));
        byte[] plane = new byte[atOnce];
        byte[] whole = new byte[atOnce * each];
        for (long done = 0; done < elements; done += atOnce) {
            int n = (int) Math.min(atOnce, elements - done);
            for (int b = 0; b < each; b++) {
                MemorySegment.copy(planes, JAVA_BYTE, b * elements + done, plane, 0, n);
                for (int e = 0; e < n; e++) {
                    whole[e * each + b] = plane[e];
                }
            }
            MemorySegment.copy(whole, 0, into, JAVA_BYTE, done * each, n * each);
        }
        long rest = elements * each; // What is no whole element stays where it was.
        MemorySegment.copy(planes, rest, into, rest, bytes - rest);
        return into.asSlice(0, bytes);
    }
}
