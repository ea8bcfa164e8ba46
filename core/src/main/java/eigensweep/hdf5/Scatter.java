package eigensweep.hdf5;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Copies chunks to where their elements belong in a row-major array, and turns the bytes of numbers round where they
/// have the highest first.
///
/// @param shape of the array
/// @param sides of a chunk, which may reach beyond the array
/// @param type of the elements
record Scatter(long[] shape, long[] sides, Datatype type) {

    /// Whether a chunk reaches beyond the array.
    boolean isCut(long[] at) {
        for (int d = 0; d < at.length; d++) {
            if ((at[d] + 1) * sides[d] > shape[d]) {
                return true;
            }
        }
        return false;
    }

    /// @param chunk its elements
    /// @param at which one it is, along each axis
    /// @param array room for all elements
    void copy(MemorySegment chunk, long[] at, MemorySegment array) {
        axis(0, chunk, 0, at, array, 0);
    }

    /// Goes down the axes. Positions are in elements.
    private void axis(int axis, MemorySegment chunk, long from, long[] at, MemorySegment array, long to) {
        if (axis == shape.length) {
            move(chunk, from, array, to, 1);
            return;
        }
        long first = at[axis] * sides[axis];
        long here = Math.min(sides[axis], shape[axis] - first);
        long start = to * shape[axis] + first;
        if (axis == shape.length - 1) {
            move(chunk, from * sides[axis], array, start, here);
            return;
        }
        for (long i = 0; i < here; i++) {
            axis(axis + 1, chunk, from * sides[axis] + i, at, array, start + i);
        }
    }

    /// Copies neighbours.
    void move(MemorySegment chunk, long from, MemorySegment array, long to, long n) {
        long bytes = type.bytes();
        if (!type.reversed()) {
            MemorySegment.copy(chunk, bytes * from, array, bytes * to, bytes * n);
            return;
        }
        for (long i = 0; i < n; i += Integer.MAX_VALUE) {
            int count = (int) Math.min(Integer.MAX_VALUE, n - i);
            ValueLayout layout = layout((int) bytes);
            MemorySegment.copy(
                    chunk,
                    layout.withOrder(ByteOrder.BIG_ENDIAN),
                    bytes * (from + i),
                    array,
                    layout.withOrder(ByteOrder.LITTLE_ENDIAN),
                    bytes * (to + i),
                    count);
        }
    }

    private static ValueLayout layout(int bytes) {
        return switch (bytes) {
            case 2 -> JAVA_SHORT_UNALIGNED;
            case 4 -> JAVA_INT_UNALIGNED;
            case 8 -> JAVA_LONG_UNALIGNED;
            default -> JAVA_BYTE;
        };
    }
}
