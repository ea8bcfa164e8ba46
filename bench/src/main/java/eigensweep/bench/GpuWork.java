package eigensweep.bench;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backend.Found;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaBackend;
import eigensweep.natives.gpu.DeviceUsage;
import eigensweep.tensor.Matrix;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A backend whose work is measured, and how much of it was the GPU's. What a GPU leaves to the CPU is no figure of the
/// GPU; one that does nothing at all ends the measurements.
///
/// @param backend on a GPU, or on the CPU where these measurements themselves are tried
/// @param said what it told people: what it left to the CPU and why, among other things
record GpuWork(Backend backend, Queue<String> said) {

    /// What some work took.
    ///
    /// @param seconds on the wall's clock
    /// @param spent what the first GPU did meanwhile
    /// @param left how many spectra were left to the CPU; 0 if this is a figure of the GPU
    record Timing(double seconds, DeviceUsage spent, int left) {}

    /// The GPU does nothing, or nothing any more.
    static final class IdleException extends RuntimeException {
        private static final long serialVersionUID = 1;

        IdleException(String message) {
            super(message);
        }
    }

    static GpuWork open(String name) {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        return new GpuWork(
                Backends.open(name, new DeviceOptions(null, List.of(), said::add))
                        .backend(),
                said);
    }

    /// Does some work, which has eigenvalues to find.
    ///
    /// @param work says of every spectrum which backend computed it
    /// @throws IdleException if no GPU found any of them
    Timing time(Supplier<Stream<String>> work) {
        DeviceUsage earlier = usage();
        long start = System.nanoTime();
        Stream<String> by = work.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        DeviceUsage spent = usage().since(earlier);
        int left = (int) by.filter(name -> !name.equals(backend.name())).count();
        if (backend instanceof CudaBackend && spent.solveSeconds() == 0) {
            throw new IdleException("the GPU found no eigenvalues"
                    + (said.isEmpty() ? "" : ": " + said.stream().limit(2).collect(Collectors.joining("; "))));
        }
        return new Timing(seconds, spent, left);
    }

    /// The Gram spectra of a batch.
    Timing time(List<Matrix> batch, Solve solve) {
        return time(() -> backend.gramSpectra(batch, solve).stream().map(Found::by));
    }

    private DeviceUsage usage() {
        return backend instanceof CudaBackend cuda
                ? cuda.usage().getFirst()
                : new DeviceUsage(0, backend.name(), 0, 0, 0, 0, 0);
    }
}
