package eigensweep.hdf5;

import eigensweep.hdf5.Layout.Chunked;

/// Finds the chunks of a data set (specification, III.A.1, III.A.2, VII).
///
/// @param source the file
/// @param layout which index it is, and where
/// @param most how far the data set may grow, a limit for each axis
/// @param filtered whether chunks take another number of bytes in the file than in memory
/// @param chunkBytes bytes a chunk takes in memory
record ChunkIndex(Source source, Chunked layout, long[] most, boolean filtered, long chunkBytes) {

    private static final int CHUNK_NODES = 1;

    /// What is done with a chunk.
    interface Visitor {

        /// @param at which one, along each axis: 0, 1, ...; valid during the call
        /// @param address in the file
        /// @param bytes it takes there
        /// @param skipped the filters that were not applied, a bit each
        void chunk(long[] at, long address, long bytes, long skipped);
    }

    void forEach(Visitor visitor) {
        if (layout.address() == Source.UNDEFINED) {
            return;
        }
        switch (layout.index()) {
            case BTREE1 -> tree(layout.address(), -1, visitor);
            case SINGLE -> {
                long bytes = layout.single().bytes() < 0
                        ? chunkBytes
                        : layout.single().bytes();
                long skipped = layout.single().skipped();
                visitor.chunk(new long[layout.sides().length], layout.address(), bytes, skipped);
            }
            case IMPLICIT -> {
                long count = count();
                for (long c = 0; c < count; c++) {
                    visitor.chunk(place(c), layout.address() + c * chunkBytes, chunkBytes, 0);
                }
            }
            case FIXED_ARRAY ->
                new FixedArray(source, layout.address(), filtered)
                        .forEach((c, address, bytes, skipped) ->
                                visitor.chunk(place(c), address, filtered ? bytes : chunkBytes, skipped));
            case BTREE2 -> tree2(visitor);
            case EXTENSIBLE_ARRAY -> throw new IllegalStateException("a data set with such an index is not read");
        }
    }

    private void tree(long address, int level, Visitor visitor) {
        int rank = layout.sides().length;
        int header = 8 + 2 * source.offsetBytes();
        Cursor node = source.read("chunk B-tree", address, header).expect("TREE");
        int type = node.u8();
        int own = node.u8();
        if (type != CHUNK_NODES || (level >= 0 && own != level)) {
            throw node.broken();
        }
        int entries = node.u16();
        long entryBytes = 8 + 8L * (rank + 1) + source.offsetBytes();
        Cursor children = source.read("chunk B-tree", address + header, entries * entryBytes);
        long[] at = new long[rank];
        for (int e = 0; e < entries; e++) {
            long bytes = children.u32();
            long skipped = children.u32();
            for (int d = 0; d < rank; d++) {
                long first = children.number(Long.BYTES);
                at[d] = first / layout.sides()[d];
                if (own == 0 && first % layout.sides()[d] != 0) {
                    throw children.broken();
                }
            }
            long child = children.skip(Long.BYTES).address();
            if (own > 0) {
                tree(child, own - 1, visitor);
            } else {
                visitor.chunk(at, child, bytes, skipped);
            }
        }
    }

    private void tree2(Visitor visitor) {
        int rank = layout.sides().length;
        int type = filtered ? BTree2.FILTERED_CHUNKS : BTree2.CHUNKS;
        BTree2.records(source, layout.address(), type, record -> {
            long address = record.address();
            long bytes = chunkBytes;
            long skipped = 0;
            if (filtered) {
                bytes = record.number((int) Math.min(record.left() - 4 - 8L * rank, Long.MAX_VALUE));
                skipped = record.u32();
            }
            long[] at = new long[rank];
            for (int d = 0; d < rank; d++) {
                at[d] = record.number(Long.BYTES);
            }
            visitor.chunk(at, address, bytes, skipped);
        });
    }

    /// Chunks along an axis, at most.
    private long along(int axis) {
        long side = layout.sides()[axis];
        if (most[axis] == Source.UNDEFINED) {
            throw new Hdf5Exception("has data without a limit whose chunks are numbered as if it had one");
        }
        return most[axis] / side + (most[axis] % side == 0 ? 0 : 1);
    }

    private long count() {
        long count = 1;
        for (int d = 0; d < most.length; d++) {
            long along = along(d);
            count = along == 0 ? 0 : count > Integer.MAX_VALUE / along ? Integer.MAX_VALUE : count * along;
        }
        return count;
    }

    /// Where the chunk of a number is, the last axis counting fastest.
    private long[] place(long number) {
        long[] at = new long[most.length];
        long rest = number;
        for (int d = most.length - 1; d >= 0; d--) {
            long along = Math.max(1, along(d));
            at[d] = rest % along;
            rest /= along;
        }
        return at;
    }
}
