package eigensweep.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Elements moved without a look at what they mean: the bits of each in a `long`.
///
/// @param data where they are
/// @param bytes how many each has: 1, 2, 4 or 8
record RawElements(MemorySegment data, int bytes) {

    long get(long index) {
        return switch (bytes) {
            case 8 -> data.get(JAVA_LONG_UNALIGNED, 8 * index);
            case 4 -> data.get(JAVA_INT_UNALIGNED, 4 * index);
            case 2 -> data.get(JAVA_SHORT_UNALIGNED, 2 * index);
            default -> data.get(JAVA_BYTE, index);
        };
    }

    // Through arrays, as in eigensweep.simd.ScalarKernels: loops over segments are slow in a short sweep.
    void read(long index, long[] to, int n) {
        switch (bytes) {
            case 8 -> MemorySegment.copy(data, JAVA_LONG_UNALIGNED, 8 * index, to, 0, n);
            case 4 -> {
                int[] bits = new int[n];
                MemorySegment.copy(data, JAVA_INT_UNALIGNED, 4 * index, bits, 0, n);
                for (int i = 0; i < n; i++) {
                    to[i] = bits[i];
                }
            }
            case 2 -> {
                short[] bits = new short[n];
                MemorySegment.copy(data, JAVA_SHORT_UNALIGNED, 2 * index, bits, 0, n);
                for (int i = 0; i < n; i++) {
                    to[i] = bits[i];
                }
            }
            default -> {
                byte[] bits = new byte[n];
                MemorySegment.copy(data, JAVA_BYTE, index, bits, 0, n);
                for (int i = 0; i < n; i++) {
                    to[i] = bits[i];
                }
            }
        }
    }

    void write(long index, long[] from, int offset, int n) {
        switch (bytes) {
            case 8 -> MemorySegment.copy(from, offset, data, JAVA_LONG_UNALIGNED, 8 * index, n);
            case 4 -> {
                int[] bits = new int[n];
                for (int i = 0; i < n; i++) {
                    bits[i] = (int) from[offset + i];
                }
                MemorySegment.copy(bits, 0, data, JAVA_INT_UNALIGNED, 4 * index, n);
            }
            case 2 -> {
                short[] bits = new short[n];
                for (int i = 0; i < n; i++) {
                    bits[i] = (short) from[offset + i];
                }
                MemorySegment.copy(bits, 0, data, JAVA_SHORT_UNALIGNED, 2 * index, n);
            }
            default -> {
                byte[] bits = new byte[n];
                for (int i = 0; i < n; i++) {
                    bits[i] = (byte) from[offset + i];
                }
                MemorySegment.copy(bits, 0, data, JAVA_BYTE, index, n);
            }
        }
    }
}
