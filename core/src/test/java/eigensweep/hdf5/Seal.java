package eigensweep.hdf5;

import java.lang.foreign.MemorySegment;

/// Writes the checksum of a structure.
public final class Seal {

    private Seal() {}

    /// @param from its first byte
    /// @param to where the checksum is
    public static void put(byte[] file, int from, int to) {
        long sum = Checksums.lookup3(MemorySegment.ofArray(file), from, to);
        for (int i = 0; i < Integer.BYTES; i++) {
            file[to + i] = (byte) (sum >> Byte.SIZE * i);
        }
    }
}
