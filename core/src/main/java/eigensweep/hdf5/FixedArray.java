package eigensweep.hdf5;

/// An array of the places of chunks, for data sets that cannot grow (specification, VII.C). Large ones are kept in
/// pages, of which those that were never written are left out.
final class FixedArray {

    private static final int MASK_BYTES = 4;

    private final Source source;
    private final boolean filtered;
    private final int elementBytes;
    private final int pageBits;
    private final long count;
    private final long block;

    /// What is done with an element.
    interface Visitor {

        /// @param bytes only where chunks are filtered, as is `skipped`
        void element(long number, long address, long bytes, long skipped);
    }

    FixedArray(Source source, long address, boolean filtered) {
        this.source = source;
        this.filtered = filtered;
        int header = 8 + source.lengthBytes() + source.offsetBytes();
        Cursor head = source.sealed("chunk array", address, header + Source.CHECKSUM_BYTES)
                .expect("FAHD");
        head.version(0, 0);
        int client = head.u8();
        elementBytes = head.u8();
        pageBits = head.u8();
        count = head.length();
        block = head.address();
        int least = source.offsetBytes() + (filtered ? MASK_BYTES + 1 : 0);
        if (client != (filtered ? 1 : 0) || elementBytes < least || pageBits > 30 || count > Integer.MAX_VALUE) {
            throw head.broken();
        }
    }

    void forEach(Visitor visitor) {
        if (block == Source.UNDEFINED) {
            return;
        }
        long page = 1L << pageBits;
        int prefix = 6 + source.offsetBytes();
        if (count <= page) {
            Cursor all = source.sealed("chunk array", block, prefix + count * elementBytes + Source.CHECKSUM_BYTES)
                    .expect("FADB");
            elements(all.skip(prefix - 4), 0, count, visitor);
            return;
        }
        long pages = (count + page - 1) / page;
        long bitmapBytes = (pages + Byte.SIZE - 1) / Byte.SIZE;
        Cursor head = source.sealed("chunk array", block, prefix + bitmapBytes + Source.CHECKSUM_BYTES)
                .expect("FADB");
        Cursor written = head.skip(prefix - 4);
        long at = block + prefix + bitmapBytes + Source.CHECKSUM_BYTES;
        int bits = 0;
        for (long p = 0; p < pages; p++) {
            bits = p % Byte.SIZE == 0 ? written.u8() : bits << 1;
            long inPage = Math.min(page, count - p * page);
            long bytes = inPage * elementBytes + Source.CHECKSUM_BYTES;
            if ((bits & 0x80) != 0) {
                elements(source.sealed("chunk array", at, bytes), p * page, inPage, visitor);
            }
            at += bytes;
        }
    }

    private void elements(Cursor elements, long first, long n, Visitor visitor) {
        for (long e = 0; e < n; e++) {
            Cursor element = elements.part(elementBytes);
            long address = element.address();
            long bytes = filtered ? element.number(elementBytes - source.offsetBytes() - MASK_BYTES) : -1;
            long skipped = filtered ? element.u32() : 0;
            if (address != Source.UNDEFINED) {
                visitor.element(first + e, address, bytes, skipped);
            }
        }
    }
}
