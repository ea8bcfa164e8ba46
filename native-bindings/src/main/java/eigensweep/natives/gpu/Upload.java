package eigensweep.natives.gpu;

import eigensweep.natives.gpu.PhaseClock.Phase;
import eigensweep.natives.gpu.PhaseClock.Span;
import eigensweep.natives.gpu.binding.CudaRuntime;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// The way to a device: two pinned buffers that take turns, and a stream of their own, so that one block
/// crosses the bus and the next is staged while the one before is computed on.
final class Upload {

    private final CudaRuntime cuda;
    private final PhaseClock clock;
    private final long compute;
    private final long copies;
    private final Slot[] slots = new Slot[2];
    private int next;

    /// Staging memory and where it is copied to.
    ///
    /// @param uploaded happens when the staging memory may be filled again
    /// @param consumed happens when the block on the device may be overwritten
    private record Slot(long uploaded, long consumed, Store host, Store block) {}

    /// @param compute the stream of those who use what is sent
    Upload(CudaRuntime cuda, Resources resources, Stores stores, PhaseClock clock, long compute) {
        this.cuda = cuda;
        this.clock = clock;
        this.compute = compute;
        this.copies = resources.make(cuda::createStream, cuda::destroyStream);
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(
                    resources.make(cuda::createEvent, cuda::destroyEvent),
                    resources.make(cuda::createEvent, cuda::destroyEvent),
                    stores.pinned(),
                    stores.onDevice());
        }
    }

    /// Sends bytes to the device while it computes; what is queued for computing afterwards sees them.
    ///
    /// @param fill writes them to staging memory
    /// @param to where they go, or 0 for a block of their own, which lasts until the next but one is sent
    /// @return where they are
    long send(long bytes, Consumer<MemorySegment> fill, long to) {
        Slot slot = slots[next];
        next = 1 - next;
        cuda.synchronizeEvent(slot.uploaded());
        MemorySegment host = slot.host().segment(bytes);
        fill.accept(host);
        long target = to;
        if (to == 0) {
            target = slot.block().atLeast(bytes);
            cuda.await(copies, slot.consumed());
        }
        Span span = clock.begin(Phase.UPLOAD, copies);
        cuda.copyToDevice(target, host.address(), bytes, copies);
        clock.end(span, copies);
        clock.crossed(bytes);
        cuda.record(slot.uploaded(), copies);
        cuda.await(compute, slot.uploaded());
        return target;
    }

    /// Says that what is queued for computing is all that needs the last block sent.
    void consumed() {
        cuda.record(slots[1 - next].consumed(), compute);
    }

    void synchronize() {
        cuda.synchronize(copies);
    }
}
