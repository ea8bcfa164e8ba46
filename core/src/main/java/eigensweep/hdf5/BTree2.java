package eigensweep.hdf5;

import java.util.function.Consumer;

/// A B-tree of version 2: records of one size, sorted (specification, III.A.2).
final class BTree2 {

    static final int LINKS_BY_NAME = 5;
    static final int ATTRIBUTES_BY_NAME = 8;
    static final int CHUNKS = 10;
    static final int FILTERED_CHUNKS = 11;

    private static final int MOST_LEVELS = 16;
    private static final int NODE_PREFIX = 6;

    private final Source source;
    private final int type;
    private final int recordBytes;

    /// Bytes of the number of records of a node.
    private final int countBytes;

    /// For each level, counted from the leaves, the bytes of a pointer to a node below: its address, the number of its
    /// records, and that of all records below it where it has children.
    private final long[] pointerBytes;

    private BTree2(Source source, int type, long nodeBytes, int recordBytes, int depth) {
        this.source = source;
        this.type = type;
        this.recordBytes = recordBytes;
        long room = nodeBytes - NODE_PREFIX - Source.CHECKSUM_BYTES;
        long most = Math.max(1, room / recordBytes);
        countBytes = bytesFor(most);
        pointerBytes = new long[depth + 1];
        for (int level = 1; level <= depth; level++) {
            pointerBytes[level] = source.offsetBytes() + countBytes + (level == 1 ? 0 : bytesFor(most));
            long own = Math.max(1, (room - pointerBytes[level]) / (recordBytes + pointerBytes[level]));
            most = Math.multiplyHigh(own + 1, most) == 0 ? (own + 1) * most + own : Long.MAX_VALUE;
        }
    }

    private static int bytesFor(long most) {
        return (Long.SIZE - Long.numberOfLeadingZeros(most) + Byte.SIZE - 1) / Byte.SIZE;
    }

    /// Shows every record of a tree, in its order.
    ///
    /// @param type what the records have to be
    static void records(Source source, long address, int type, Consumer<Cursor> records) {
        int header = 4 + 12 + source.offsetBytes() + 2 + source.lengthBytes() + Source.CHECKSUM_BYTES;
        Cursor head = source.sealed("B-tree", address, header).expect("BTHD");
        head.version(0, 0);
        int stored = head.u8();
        long nodeBytes = head.u32();
        int recordBytes = head.u16();
        int depth = head.u16();
        if (stored != type || recordBytes < 1 || depth > MOST_LEVELS || nodeBytes > Integer.MAX_VALUE) {
            throw head.broken();
        }
        long root = head.skip(2).address();
        if (root != Source.UNDEFINED) {
            new BTree2(source, type, nodeBytes, recordBytes, depth).node(root, head.u16(), depth, records);
        }
    }

    /// @param count how many records the node has
    /// @param level how many levels there are below it
    private void node(long address, long count, int level, Consumer<Cursor> records) {
        long bytes = NODE_PREFIX + count * recordBytes + (level == 0 ? 0 : (count + 1) * pointerBytes[level]);
        Cursor node =
                source.sealed("B-tree", address, bytes + Source.CHECKSUM_BYTES).expect(level == 0 ? "BTLF" : "BTIN");
        node.version(0, 0);
        if (node.u8() != type) {
            throw node.broken();
        }
        Cursor own = node.part(count * recordBytes);
        for (long r = 0; r < count; r++) {
            child(node, level, records);
            records.accept(own.part(recordBytes));
        }
        child(node, level, records);
    }

    private void child(Cursor pointers, int level, Consumer<Cursor> records) {
        if (level > 0) {
            Cursor pointer = pointers.part(pointerBytes[level]);
            node(pointer.address(), pointer.number(countBytes), level - 1, records);
        }
    }
}
