package eigensweep.hdf5;

import java.util.Map;
import java.util.TreeMap;

/// A heap of many small objects, where groups and objects with many links or attributes keep them (specification,
/// III.G). Its objects have addresses of their own, which blocks of doubling size make up.
final class FractalHeap {

    private static final int MANAGED = 0;

    /// As many as blocks of at least a byte can double before their addresses leave 31 bits, and some more.
    private static final int MOST_ROWS = 32;

    /// A block of objects.
    ///
    /// @param bytes how long it is
    /// @param address where it is in the file
    private record Block(long bytes, long address) {}

    private final Source source;
    private final int offsetBytes;
    private final int lengthBytes;
    private final int width;
    private final long startBytes;
    private final long mostDirect;

    /// By the first of their addresses in the heap.
    private final TreeMap<Long, Block> blocks = new TreeMap<>();

    FractalHeap(Source source, long address) {
        this.source = source;
        int lengths = source.lengthBytes();
        int header = 22 + 12 * lengths + 3 * source.offsetBytes();
        Cursor head = source.read("fractal heap", address, header).expect("FRHP");
        head.version(0, 0);
        head.skip(2);
        if (head.u16() != 0) {
            throw new Hdf5Exception("compresses its names or attributes, which is not read; copy it by h5repack first");
        }
        source.sealed("fractal heap", address, header + Source.CHECKSUM_BYTES);
        head.skip(1);
        long mostManaged = head.u32();
        head.skip(10L * lengths + 2L * source.offsetBytes());
        width = head.u16();
        startBytes = head.length();
        mostDirect = head.length();
        int mostBits = head.u16();
        head.skip(2);
        long root = head.address();
        int rows = head.u16();
        boolean doubling =
                Long.bitCount(width) == 1 && Long.bitCount(startBytes) == 1 && Long.bitCount(mostDirect) == 1;
        if (!doubling || mostDirect < startBytes || mostDirect > Integer.MAX_VALUE || mostBits > Long.SIZE) {
            throw head.broken();
        }
        offsetBytes = (mostBits + Byte.SIZE - 1) / Byte.SIZE;
        lengthBytes = Math.min(bytesBelow(mostDirect), bytesFor(mostManaged));
        if (root != Source.UNDEFINED) {
            if (rows == 0) {
                blocks.put(0L, new Block(startBytes, root));
            } else {
                indirect(root, 0, rows);
            }
        }
    }

    /// The blocks below one that has only the addresses of others, row by row.
    private void indirect(long address, long start, int rows) {
        int prefix = 5 + source.offsetBytes() + offsetBytes;
        int directRows = Math.min(rows, log2(mostDirect) - log2(startBytes) + 2);
        long bytes = prefix + (long) rows * width * source.offsetBytes();
        Cursor block = source.sealed("fractal heap", address, bytes + Source.CHECKSUM_BYTES)
                .expect("FHIB");
        block.skip(prefix - 4);
        if (rows < 1 || rows > MOST_ROWS) {
            throw block.broken();
        }
        long from = start;
        for (int row = 0; row < rows; row++) {
            long each = startBytes << Math.max(0, row - 1);
            for (int column = 0; column < width; column++) {
                long child = block.address();
                if (child != Source.UNDEFINED && row < directRows) {
                    blocks.put(from, new Block(each, child));
                } else if (child != Source.UNDEFINED) {
                    indirect(child, from, log2(each) - log2(startBytes * width) + 1);
                }
                from += each;
            }
        }
    }

    /// An object of the heap.
    ///
    /// @param id what refers to it
    Cursor object(Cursor id) {
        if ((id.u8() >> 4 & 3) != MANAGED) {
            throw new Hdf5Exception("has an attribute or a link of more than 64 KB in a heap, which is not read");
        }
        long offset = id.number(offsetBytes);
        long length = id.number(lengthBytes);
        Map.Entry<Long, Block> entry = blocks.floorEntry(offset);
        if (entry == null) {
            throw id.broken();
        }
        long within = offset - entry.getKey();
        Block block = entry.getValue();
        if (within >= block.bytes() || length > block.bytes() - within) {
            throw id.broken();
        }
        return source.read("fractal heap", block.address() + within, length);
    }

    private static int log2(long powerOfTwo) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(powerOfTwo);
    }

    private static int bytesFor(long most) {
        return log2(Math.max(1, most)) / Byte.SIZE + 1;
    }

    /// Bytes of an offset into a block of so many bytes.
    private static int bytesBelow(long powerOfTwo) {
        return (log2(powerOfTwo) + Byte.SIZE - 1) / Byte.SIZE;
    }
}
