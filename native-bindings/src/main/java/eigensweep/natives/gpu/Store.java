package eigensweep.natives.gpu;

import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/// Memory of one purpose that only grows.
final class Store {

    private final LongUnaryOperator allocate;
    private final LongConsumer free;
    private long address;
    private long bytes;

    Store(LongUnaryOperator allocate, LongConsumer free) {
        this.allocate = allocate;
        this.free = free;
    }

    /// The address of at least so many bytes; what was in it is lost when it grows.
    long atLeast(long wanted) {
        if (bytes < wanted) {
            release();
            address = allocate.applyAsLong(wanted);
            bytes = wanted;
        }
        return address;
    }

    /// The same of pinned memory, for the host to touch.
    MemorySegment segment(long wanted) {
        return MemorySegment.ofAddress(atLeast(wanted)).reinterpret(wanted);
    }

    long bytes() {
        return bytes;
    }

    void release() {
        if (bytes > 0) {
            long old = address;
            bytes = 0;
            address = 0;
            free.accept(old);
        }
    }
}
