package eigensweep.hdf5;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// The two checksums of the format.
final class Checksums {

    private static final int LOOKUP3_START = 0xdeadbeef;

    /// So many 16-bit numbers can be summed up before the sums of Fletcher's checksum leave 32 bits.
    private static final int FLETCHER_STRETCH = 360;

    private Checksums() {}

    /// Bob Jenkins' `lookup3` (`hashlittle`, start value 0) of bytes `from .. to - 1`: what structures end with.
    static long lookup3(MemorySegment bytes, long from, long to) {
        int a = LOOKUP3_START + (int) (to - from);
        int b = a;
        int c = a;
        long at = from;
        for (; to - at > 12; at += 12) {
            a += word(bytes, at, to);
            b += word(bytes, at + 4, to);
            c += word(bytes, at + 8, to);
            a = a - c ^ Integer.rotateLeft(c, 4);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 6);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 8);
            b += a;
            a = a - c ^ Integer.rotateLeft(c, 16);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 19);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        if (at == to) {
            return c & 0xffffffffL;
        }
        a += word(bytes, at, to);
        b += word(bytes, at + 4, to);
        c += word(bytes, at + 8, to);
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return c & 0xffffffffL;
    }

    /// Four bytes, those from `to` on as zeros.
    private static int word(MemorySegment bytes, long at, long to) {
        int word = 0;
        for (int i = 0; i < Integer.BYTES && at + i < to; i++) {
            word |= (bytes.get(JAVA_BYTE, at + i) & 0xff) << Byte.SIZE * i;
        }
        return word;
    }

    /// Fletcher's checksum of 16-bit numbers, the first byte of each the higher one: what the filter `fletcher32`
    /// appends to a chunk.
    static long fletcher32(MemorySegment bytes) {
        long low = 0;
        long high = 0;
        long whole = bytes.byteSize() / 2 * 2;
        for (long at = 0; at < whole; ) {
            long stop = Math.min(whole, at + 2 * FLETCHER_STRETCH);
            for (; at < stop; at += 2) {
                low += (bytes.get(JAVA_BYTE, at) & 0xff) << 8 | bytes.get(JAVA_BYTE, at + 1) & 0xff;
                high += low;
            }
            low = folded(low);
            high = folded(high);
        }
        if (whole < bytes.byteSize()) {
            low = folded(low + ((bytes.get(JAVA_BYTE, whole) & 0xff) << 8));
            high = folded(high + low);
        }
        return folded(high) << 16 | folded(low);
    }

    private static long folded(long sum) {
        return (sum & 0xffff) + (sum >> 16);
    }
}
