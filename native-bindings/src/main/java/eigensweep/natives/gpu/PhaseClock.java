package eigensweep.natives.gpu;

import java.util.EnumMap;
import java.util.Map;

/// How long a device spends on what, by its own events. Read when the work of a lane is done.
final class PhaseClock {

    /// What a piece of work consists of.
    enum Phase {
        /// From the first to the last copy, waiting for staged bytes included.
        UPLOAD,
        /// From the first to the last product, waiting for copies included.
        GRAM,
        /// The eigensolver.
        SOLVE
    }

    private record Span(long start, long end) {}

    private final CudaApi cuda;
    private final Map<Phase, Span> spans = new EnumMap<>(Phase.class);
    private final Map<Phase, Double> milliseconds = new EnumMap<>(Phase.class);
    private boolean isUploading;
    private long bytes;

    PhaseClock(CudaApi cuda, Resources resources) {
        this.cuda = cuda;
        for (Phase phase : Phase.values()) {
            spans.put(
                    phase,
                    new Span(
                            resources.make(cuda::createEvent, cuda::destroyEvent),
                            resources.make(cuda::createEvent, cuda::destroyEvent)));
        }
    }

    void uploading(long stream, long more) {
        if (!isUploading) {
            cuda.record(span(Phase.UPLOAD).start(), stream);
            isUploading = true;
        }
        bytes += more;
    }

    void uploaded(long stream) {
        cuda.record(span(Phase.UPLOAD).end(), stream);
    }

    void mark(Phase phase, boolean begins, long stream) {
        cuda.record(begins ? span(phase).start() : span(phase).end(), stream);
    }

    /// Adds up what has passed since the last time.
    void read() {
        isUploading = false;
        for (Phase phase : Phase.values()) {
            Span span = span(phase);
            milliseconds.merge(phase, (double) cuda.elapsed(span.start(), span.end()), Double::sum);
        }
    }

    double seconds(Phase phase) {
        return milliseconds.getOrDefault(phase, 0.0) / 1e3;
    }

    /// Bytes that crossed the bus to the device.
    long bytes() {
        return bytes;
    }

    private Span span(Phase phase) {
        return java.util.Objects.requireNonNull(spans.get(phase));
    }
}
