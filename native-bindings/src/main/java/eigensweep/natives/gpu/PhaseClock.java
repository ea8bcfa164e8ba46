package eigensweep.natives.gpu;

import eigensweep.natives.gpu.binding.CudaRuntime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How long a lane's device spends on what, by its own events: a pair around each copy, each product and each
/// eigensolve. Read when the work of the lane is done.
final class PhaseClock {

    /// What a piece of work consists of.
    enum Phase {
        /// Copies to the device.
        UPLOAD,
        /// Products, widening and kernels included.
        GRAM,
        /// Eigensolvers.
        SOLVE
    }

    /// Two events.
    record Span(long start, long end) {}

    private record Timed(Phase phase, Span span) {}

    private final CudaRuntime cuda;
    private final Resources resources;
    private final DeviceClock device;
    private final List<Span> spans = new ArrayList<>();
    private final List<Timed> timed = new ArrayList<>();
    private final Map<Phase, Double> milliseconds = new EnumMap<>(Phase.class);
    private long bytes;

    PhaseClock(CudaRuntime cuda, Resources resources, DeviceClock device) {
        this.cuda = cuda;
        this.resources = resources;
        this.device = device;
    }

    /// A phase begins when what was queued is done.
    Span begin(Phase phase, long stream) {
        if (timed.size() == spans.size()) {
            spans.add(new Span(
                    resources.make(cuda::createEvent, cuda::destroyEvent),
                    resources.make(cuda::createEvent, cuda::destroyEvent)));
        }
        Span span = spans.get(timed.size());
        cuda.record(span.start(), stream);
        timed.add(new Timed(phase, span));
        return span;
    }

    /// And ends likewise.
    void end(Span span, long stream) {
        cuda.record(span.end(), stream);
    }

    void crossed(long more) {
        bytes += more;
    }

    /// Adds up what was timed since the last time, all of which has happened.
    void read() {
        for (Timed one : timed) {
            Span span = one.span();
            double length = cuda.elapsed(span.start(), span.end());
            milliseconds.merge(one.phase(), length, Double::sum);
            device.busy(span.start(), length);
        }
        timed.clear();
    }

    /// Leaves out what was timed since the last reading: it went wrong.
    void forget() {
        timed.clear();
    }

    double seconds(Phase phase) {
        return milliseconds.getOrDefault(phase, 0.0) / 1e3;
    }

    /// Bytes that crossed the bus to the device.
    long bytes() {
        return bytes;
    }
}
