package eigensweep.hdf5;

import eigensweep.hdf5.Layout.Chunked;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The elements of a data set that is kept in chunks, put together one chunk after the other.
///
/// @param source the file
/// @param layout where its chunks are
/// @param space its shape
/// @param type of its elements
/// @param filters what was done to each chunk
record Chunks(Source source, Chunked layout, Dataspace space, Datatype type, Filters filters) {

    private static final long MOST_CHUNKS = 1 << 24;
    private static final long LARGEST_CHUNK = Integer.MAX_VALUE;

    /// More than a chunk's checksums, of which there is one at most.
    private static final int SLACK = 16;

    /// Up to here, a chunk is taken apart on the heap.
    private static final long SMALL = 1 << 20;

    Chunks {
        if (layout.sides().length != space.sides().length) {
            throw new Hdf5Exception(
                    "has a data set of " + space.sides().length + " dimensions in chunks of " + layout.sides().length);
        }
        for (long side : layout.sides()) {
            if (side > LARGEST_CHUNK) {
                throw new Hdf5Exception("has a chunk of " + side + " elements along an axis; refused");
            }
        }
    }

    private ChunkIndex index() {
        return new ChunkIndex(source, layout, space.most(), !filters.isEmpty(), chunkBytes());
    }

    private long chunkBytes() {
        long bytes = type.bytes();
        for (long side : layout.sides()) {
            bytes = bytes > LARGEST_CHUNK ? bytes : bytes * side;
        }
        if (bytes > LARGEST_CHUNK) {
            throw new Hdf5Exception("has chunks of more than " + LARGEST_CHUNK + " bytes, which is not read");
        }
        return bytes;
    }

    /// Looks at the places of all chunks, and at nothing in them.
    ///
    /// @return null, or why the data set is not whole
    @Nullable
    String missing() {
        long all = 1;
        for (int d = 0; d < layout.sides().length; d++) {
            all = Math.min(MOST_CHUNKS + 1, all * Math.min(MOST_CHUNKS + 1, along(d)));
        }
        if (all > MOST_CHUNKS) {
            return "is kept in more than " + MOST_CHUNKS + " chunks";
        }
        long chunkBytes = chunkBytes();
        BitSet seen = new BitSet();
        long[] stored = {0};
        index().forEach((at, address, bytes, skipped) -> {
            int number = number(at);
            if (number < 0) {
                return;
            }
            if (seen.get(number)) {
                throw new Hdf5Exception("has two chunks for one place of a data set");
            }
            seen.set(number);
            source.elements(address, bytes);
            stored[0] += bytes;
            boolean possible = filters.isEmpty() ? bytes == chunkBytes : chunkBytes / Filters.BEST_RATIO <= bytes;
            if (!possible) {
                throw new Hdf5Exception(
                        "has chunks of " + chunkBytes + " bytes that are kept in " + bytes + "; refused");
            }
        });
        long found = seen.cardinality();
        source.gather(stored[0], found * chunkBytes);
        return found == all ? null : (all - found) + " of its " + all + " chunks were never written";
    }

    /// Chunks along an axis.
    private long along(int axis) {
        long side = layout.sides()[axis];
        long length = space.sides()[axis];
        return length / side + (length % side == 0 ? 0 : 1);
    }

    /// The number of a chunk, the last axis counting fastest; -1 if it lies outside the shape.
    private int number(long[] at) {
        long number = 0;
        for (int d = 0; d < at.length; d++) {
            if (at[d] >= along(d)) {
                return -1;
            }
            number = number * along(d) + at[d];
        }
        return (int) number;
    }

    /// Puts the chunks of a data set that is whole where they belong.
    ///
    /// @param into room for all elements
    /// @param memory for chunks that are too large for the heap
    void unpack(MemorySegment into, SegmentAllocator memory) {
        long chunkBytes = chunkBytes();
        MemorySegment[] room = new MemorySegment[2];
        if (!filters.isEmpty()) {
            for (int r = 0; r < room.length; r++) {
                long bytes = chunkBytes + SLACK;
                room[r] = bytes > SMALL
                        ? memory.allocate(bytes, Long.BYTES)
                        : MemorySegment.ofArray(new byte[(int) bytes]);
            }
        }
        Scatter scatter = new Scatter(space.sides(), layout.sides(), type);
        index().forEach((at, address, bytes, skipped) -> {
            if (number(at) >= 0) {
                MemorySegment stored = source.elements(address, bytes);
                boolean asItIs = layout.edgesUnfiltered() && scatter.isCut(at);
                MemorySegment chunk = asItIs ? stored : filters.undo(stored, skipped, room);
                if (chunk.byteSize() != chunkBytes) {
                    throw new Hdf5Exception("is damaged: a chunk has " + chunk.byteSize() + " bytes where " + chunkBytes
                            + " are expected; fetch the file again");
                }
                scatter.copy(chunk, at, into);
            }
        });
    }
}
