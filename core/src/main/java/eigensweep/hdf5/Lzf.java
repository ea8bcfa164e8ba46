package eigensweep.hdf5;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// LZF, the fast compression that h5py offers (Marc Lehmann's LibLZF): literals, and references to bytes before.
final class Lzf {

    /// Codes below it say how many literals follow, less one.
    private static final int FIRST_REFERENCE = 1 << 5;

    private static final int LONG_REFERENCE = 7;

    private Lzf() {}

    /// @param into room for what comes out
    static MemorySegment unpacked(MemorySegment packed, MemorySegment into) {
        long at = 0;
        long to = 0;
        while (at < packed.byteSize()) {
            int code = octet(packed, at++);
            if (code < FIRST_REFERENCE) {
                int literals = code + 1;
                check(literals <= packed.byteSize() - at && literals <= into.byteSize() - to);
                MemorySegment.copy(packed, at, into, to, literals);
                at += literals;
                to += literals;
                continue;
            }
            int length = code >> 5;
            if (length == LONG_REFERENCE) {
                length += octet(packed, at++);
            }
            long from = to - ((code & 0x1f) << 8) - octet(packed, at++) - 1;
            length += 2;
            check(from >= 0 && length <= into.byteSize() - to);
            for (int i = 0; i < length; i++) { // One by one: what is written may be read in the same reference.
                into.set(JAVA_BYTE, to++, into.get(JAVA_BYTE, from++));
            }
        }
        return into.asSlice(0, to);
    }

    private static int octet(MemorySegment packed, long at) {
        check(at < packed.byteSize());
        return packed.get(JAVA_BYTE, at) & 0xff;
    }

    private static void check(boolean whole) {
        if (!whole) {
            throw new Hdf5Exception("is damaged: a chunk is not LZF; fetch the file again");
        }
    }
}
