package eigensweep.natives.gpu;

import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.natives.gpu.binding.CudaRuntime;
import java.util.Map;
import java.util.TreeMap;

/// When a device was at work, by its own events, whatever lane the work came from: stretches of time since the clock
/// was started, of which those that overlap count once.
final class DeviceClock implements AutoCloseable {

    private final CudaRuntime cuda;
    private final Resources resources = new Resources();
    private final long start;

    /// Start to end, in milliseconds, apart from each other.
    private final TreeMap<Double, Double> stretches = new TreeMap<>();

    /// Starts the clock of the current device.
    ///
    /// @throws CudaException if a call fails; then nothing is kept
    DeviceClock(CudaRuntime cuda) {
        this.cuda = cuda;
        try {
            start = resources.make(cuda::createEvent, cuda::destroyEvent);
            long stream = resources.make(cuda::createStream, cuda::destroyStream);
            cuda.record(start, stream);
            cuda.synchronize(stream);
        } catch (CudaException e) {
            resources.close(e);
            throw e;
        }
    }

    /// The device was at work.
    ///
    /// @param since an event that has happened
    /// @param length from then on, in milliseconds
    void busy(long since, double length) {
        double from = cuda.elapsed(start, since);
        add(from, from + length);
    }

    private synchronized void add(double start, double end) {
        double from = start;
        double to = end;
        Map.Entry<Double, Double> other = stretches.floorEntry(to);
        while (other != null && other.getValue() >= from) {
            from = Math.min(from, other.getKey());
            to = Math.max(to, other.getValue());
            stretches.remove(other.getKey());
            other = stretches.floorEntry(to);
        }
        stretches.put(from, to);
    }

    /// Seconds that the device was at work.
    synchronized double busySeconds() {
        double milliseconds = 0;
        for (Map.Entry<Double, Double> stretch : stretches.entrySet()) {
            milliseconds += stretch.getValue() - stretch.getKey();
        }
        return milliseconds / 1e3;
    }

    /// Closes after a failure, which is what is told.
    void close(Throwable failure) {
        resources.close(failure);
    }

    @Override
    public void close() {
        resources.close();
    }
}
