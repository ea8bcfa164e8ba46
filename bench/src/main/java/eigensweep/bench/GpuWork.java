package eigensweep.bench;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import eigensweep.natives.gpu.CudaBackend;
import eigensweep.natives.gpu.DeviceUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A backend whose work is measured, and how much of it was the GPU's. What a GPU leaves to the CPU is no figure of the
/// GPU; one that does nothing at all ends the measurements.
///
/// @param backend on a GPU, or on the CPU where these measurements themselves are tried
/// @param said what it told people: that it left something to the CPU, and why
record GpuWork(Backend backend, Queue<String> said) {

    /// What some work took.
    ///
    /// @param seconds on the wall's clock
    /// @param spent what the first GPU did meanwhile
    /// @param left a line for everything that was left to the CPU; empty if this is a figure of the GPU
    record Timing(double seconds, DeviceUsage spent, List<String> left) {
        Timing {
            left = List.copyOf(left);
        }

        boolean isOfTheGpu() {
            return left.isEmpty();
        }
    }

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
    /// @throws IdleException if no GPU found any of them
    Timing time(Runnable work) {
        int before = said.size();
        DeviceUsage earlier = usage();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        DeviceUsage spent = usage().since(earlier);
        List<String> left = new ArrayList<>(said).subList(before, said.size());
        if (backend instanceof CudaBackend && spent.solveSeconds() == 0) {
            throw new IdleException("the GPU found no eigenvalues"
                    + (said.isEmpty()
                            ? ""
                            : ": " + String.join("; ", said.stream().limit(2).toList())));
        }
        return new Timing(seconds, spent, left);
    }

    private DeviceUsage usage() {
        return backend instanceof CudaBackend cuda
                ? cuda.usage().getFirst()
                : new DeviceUsage(0, backend.name(), 0, 0, 0, 0, 0);
    }
}
