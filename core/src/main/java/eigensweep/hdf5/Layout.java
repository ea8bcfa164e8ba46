package eigensweep.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// How the elements of a data set are kept (specification, IV.A.2.i).
sealed interface Layout {

    /// The kind of an index of chunks.
    enum Index {
        BTREE1,
        SINGLE,
        IMPLICIT,
        FIXED_ARRAY,
        EXTENSIBLE_ARRAY,
        BTREE2
    }

    /// In the object header.
    record Compact(MemorySegment elements) implements Layout {}

    /// One stretch of the file.
    ///
    /// @param address of the first element; [Source#UNDEFINED] if nothing was ever written
    record Contiguous(long address) implements Layout {}

    /// Blocks of one shape, which an index finds.
    ///
    /// @param sides of a chunk, in elements
    /// @param index the kind of the index
    /// @param address of the index; [Source#UNDEFINED] if nothing was ever written
    /// @param edgesUnfiltered whether chunks that are cut off by the shape are kept as they are
    /// @param single what the layout itself says of a single chunk
    record Chunked(long[] sides, Index index, long address, boolean edgesUnfiltered, Single single) implements Layout {}

    /// Parts of other data sets, mostly in other files.
    record Elsewhere() implements Layout {}

    /// A single chunk.
    ///
    /// @param bytes it takes in the file; -1 if it is not filtered
    /// @param skipped the filters that were not applied, a bit each
    record Single(long bytes, long skipped) {

        static final Single UNFILTERED = new Single(-1, 0);
    }

    /// @param elementBytes what the type of the data set says
    static Layout read(Cursor message, long elementBytes) {
        int version = message.version(1, 5); // 5 is 4 with wider numbers in the indices.
        if (version < 3) {
            return old(message, elementBytes);
        }
        int kind = message.u8();
        return switch (kind) {
            case 0 -> new Compact(message.bytes(message.u16()));
            case 1 -> new Contiguous(message.address());
            case 2 -> version == 3 ? chunked3(message, elementBytes) : chunked4(message, elementBytes);
            case 3 -> new Elsewhere();
            default -> throw message.broken();
        };
    }

    /// Versions 1 and 2, of before HDF5 1.6.3.
    private static Layout old(Cursor message, long elementBytes) {
        int dimensions = message.u8();
        int kind = message.u8();
        message.skip(5);
        long address = kind == 0 ? Source.UNDEFINED : message.address();
        long[] sides = sides(message, dimensions, 4);
        return switch (kind) {
            case 0 -> new Compact(message.bytes(message.u32()));
            case 1 -> new Contiguous(address);
            case 2 ->
                new Chunked(without(sides, elementBytes, message), Index.BTREE1, address, false, Single.UNFILTERED);
            default -> throw message.broken();
        };
    }

    private static Layout chunked3(Cursor message, long elementBytes) {
        int dimensions = message.u8();
        long address = message.address();
        long[] sides = without(sides(message, dimensions, 4), elementBytes, message);
        return new Chunked(sides, Index.BTREE1, address, false, Single.UNFILTERED);
    }

    private static Layout chunked4(Cursor message, long elementBytes) {
        int flags = message.u8();
        int dimensions = message.u8();
        int sideBytes = message.u8();
        long[] sides = without(sides(message, dimensions, sideBytes), elementBytes, message);
        int kind = message.u8();
        Single single = Single.UNFILTERED;
        Index[] indices = Index.values();
        if (kind < 1 || kind >= indices.length) {
            throw message.broken();
        }
        Index index = indices[kind];
        switch (index) {
            case SINGLE -> single = (flags & 2) == 0 ? single : new Single(message.length(), message.u32());
            case FIXED_ARRAY -> message.skip(1);
            case EXTENSIBLE_ARRAY -> message.skip(5);
            case BTREE2 -> message.skip(6);
            default -> {
                // Has nothing to say.
            }
        }
        return new Chunked(sides, index, message.address(), (flags & 1) != 0, single);
    }

    private static long[] sides(Cursor message, int dimensions, int bytesEach) {
        long[] sides = new long[dimensions];
        for (int d = 0; d < dimensions; d++) {
            sides[d] = message.number(bytesEach);
        }
        return sides;
    }

    /// The sides of a chunk without the last, which is the element's size.
    private static long[] without(long[] sides, long elementBytes, Cursor message) {
        int rank = sides.length - 1;
        if (rank < 1 || sides[rank] != elementBytes) {
            throw message.broken();
        }
        long[] own = Arrays.copyOf(sides, rank);
        if (Arrays.stream(own).anyMatch(side -> side < 1)) {
            throw message.broken();
        }
        return own;
    }
}
