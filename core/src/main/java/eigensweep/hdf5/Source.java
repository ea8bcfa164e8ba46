package eigensweep.hdf5;

import java.lang.foreign.MemorySegment;

/// The bytes of a file, and how much of its structure may still be read.
///
/// Structures refer to each other by addresses, so that a small file could describe one without end. Whatever is read
/// but the elements of data sets is therefore counted: a file's size, a few times over, has to do.
final class Source {

    /// An address that is not there.
    static final long UNDEFINED = -1;

    private static final long READS_OF_A_BYTE = 4;
    private static final long ALWAYS_ALLOWED = 1 << 16;
    private static final long MOST_STRUCTURE = 1L << 28;

    /// A saving this large, on this much, is that of a bomb: trained weights shrink by a few per cent.
    private static final long BOMB_RATIO = 100;

    private static final long BOMB_BYTES = 1L << 28;

    /// Of what structures end with.
    static final int CHECKSUM_BYTES = 4;

    private final MemorySegment file;
    private final long base;
    private final int offsetBytes;
    private final int lengthBytes;
    private final GlobalHeap heap;
    private long allowed;
    private long gathered;
    private long unpacked;

    /// @param file all of it
    /// @param base what addresses are relative to
    /// @param offsetBytes bytes an address takes
    /// @param lengthBytes bytes a length takes
    Source(MemorySegment file, long base, int offsetBytes, int lengthBytes) {
        this.file = file;
        this.base = base;
        this.offsetBytes = offsetBytes;
        this.lengthBytes = lengthBytes;
        heap = new GlobalHeap(this);
        allowed = Math.min(MOST_STRUCTURE, ALWAYS_ALLOWED + READS_OF_A_BYTE * file.byteSize());
    }

    int offsetBytes() {
        return offsetBytes;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    long size() {
        return file.byteSize();
    }

    /// Where elements of various lengths are.
    GlobalHeap heap() {
        return heap;
    }

    /// A stretch of the file that belongs to its structure.
    ///
    /// @param what it should be, for people
    Cursor read(String what, long address, long length) {
        long from = position(what, address, length);
        count(what, from, length);
        return new Cursor(this, file, what, from, from + length);
    }

    /// Counts bytes of the structure that are read once more.
    ///
    /// @param from where in the file
    void count(String what, long from, long length) {
        allowed -= length;
        if (allowed < 0) {
            throw new Hdf5Exception("describes itself over and over, or in more than " + MOST_STRUCTURE
                    + " bytes (at its " + what + " at byte " + from + "); refused");
        }
    }

    /// A stretch that ends with a checksum, without it.
    Cursor sealed(String what, long address, long length) {
        Cursor all = read(what, address, length);
        long end = all.end() - CHECKSUM_BYTES;
        if (end < all.position()) {
            throw new Hdf5Exception("has a broken " + what + " at byte " + all.position());
        }
        long stored = new Cursor(this, file, what, end, all.end()).u32();
        long computed = Checksums.lookup3(file, all.position(), end);
        if (stored != computed) {
            throw new Hdf5Exception("is damaged: the checksum of its " + what + ", bytes " + all.position() + " to "
                    + end + ", is wrong; fetch the file again");
        }
        return new Cursor(this, file, what, all.position(), end);
    }

    /// Elements: a view of the file.
    MemorySegment elements(long address, long length) {
        return file.asSlice(position("data", address, length), length);
    }

    /// Counts bytes of elements that have to be put together. None need be so twice: else a little data could be
    /// made into much under many names. Nor may a little become much, in one data set or in all together.
    ///
    /// @param whole how many they are when nothing is compressed
    void gather(long bytes, long whole) {
        refuseBomb("a data set that inflates", bytes, whole);
        gathered += bytes;
        unpacked += whole;
        refuseBomb("data sets of which all that is in chunks inflates", gathered, unpacked);
        if (gathered > size()) {
            throw new Hdf5Exception("has one stretch of data in many data sets or chunks; refused");
        }
    }

    private static void refuseBomb(String what, long stored, long whole) {
        if (whole > BOMB_BYTES && whole / BOMB_RATIO > stored) {
            throw new Hdf5Exception("has " + what + " from " + stored + " to " + whole
                    + " bytes, as bombs do and weights do not; refused: save it uncompressed");
        }
    }

    private long position(String what, long address, long length) {
        if (address == UNDEFINED) {
            throw new Hdf5Exception("has no " + what + " where one is expected");
        }
        long room = size() - base;
        if (length < 0 || address < 0 || address > room || length > room - address) {
            throw new Hdf5Exception("is cut off or broken: its " + what + " at byte " + (base + address) + ", of "
                    + length + " bytes, is not in the file; fetch it again");
        }
        return base + address;
    }
}
