package eigensweep.natives.gpu;

import eigensweep.natives.gpu.PhaseClock.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The GPUs in use: who may work on which, and with how much of its memory. Callers take their work from one queue,
/// largest first, and each takes the GPU that has most lanes free; so no GPU waits while there is work. One that fails
/// is taken out, and its callers come back for another.
final class CudaDevices implements AutoCloseable {

    /// One lane copies while another computes and a third waits for its eigensolver's small steps.
    static final int LANES = 3;

    /// Of the memory that is free at the start; the rest is for the libraries, and for others.
    private static final double SHARE = 0.9;

    private final CudaApi api;
    private final CudaRuntime cuda;
    private final List<Gpu> gpus = new ArrayList<>();

    private static final class Gpu {
        final int index;
        final String name;
        final long budget;
        final DeviceClock clock;
        final Deque<Lane> idle = new ArrayDeque<>();
        final List<Lane> made = new ArrayList<>();
        int open;
        int waitingForAll;
        boolean failed;
        int busy;

        Gpu(int index, String name, long budget, DeviceClock clock) {
            this.index = index;
            this.name = name;
            this.budget = budget;
            this.clock = clock;
        }

        int free() {
            return idle.size() + LANES - open;
        }
    }

    /// A lane of a GPU, for a while.
    ///
    /// @param budget bytes that may be taken on the device
    /// @param whole whether nobody else works there meanwhile
    record Lease(int gpu, Lane lane, long budget, boolean whole) {}

    /// @param indices which devices
    /// @throws CudaException if one cannot be used
    CudaDevices(CudaApi api, List<Integer> indices) {
        this.api = api;
        this.cuda = api.runtime();
        try {
            for (int index : indices) {
                cuda.use(index);
                String name = cuda.deviceName(index);
                long budget = (long) (SHARE * cuda.memory().free());
                gpus.add(new Gpu(index, name, budget, new DeviceClock(cuda)));
            }
        } catch (CudaException e) {
            try {
                close();
            } catch (CudaException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /// How many pieces of work there is a place for.
    int lanes() {
        return LANES * gpus.size();
    }

    /// `GPU 0: NVIDIA H100, GPU 1: NVIDIA H100`.
    String names() {
        return String.join(
                ", ",
                gpus.stream().map(gpu -> "GPU " + gpu.index + ": " + gpu.name).toList());
    }

    /// Bytes of the GPU that has most.
    long largestBudget() {
        return gpus.stream().mapToLong(gpu -> gpu.budget).max().orElse(0);
    }

    /// Waits for a lane, and makes its device this thread's current one.
    ///
    /// @param whole whether nobody else may work on the GPU meanwhile; then it is one of the largest
    /// @return nothing if no GPU works any more
    /// @throws LeaseException if a call for it fails
    Optional<Lease> lease(boolean whole) {
        Gpu gpu;
        Lane lane;
        synchronized (this) {
            gpu = whole ? awaitAll() : awaitOne();
            if (gpu == null) {
                return Optional.empty();
            }
            lane = gpu.idle.poll();
            if (lane == null) {
                gpu.open++;
            }
            gpu.busy++;
            if (whole) {
                gpu.waitingForAll++;
            }
        }
        try {
            cuda.use(gpu.index);
            if (lane == null) {
                lane = new Lane(api, gpu.clock);
                synchronized (this) {
                    gpu.made.add(lane);
                }
            }
            if (whole) {
                trimOthers(gpu);
            }
        } catch (CudaException e) {
            giveBack(gpu, lane, whole);
            throw new LeaseException(gpu.index, e);
        }
        long budget = whole ? gpu.budget : gpu.budget / LANES;
        return Optional.of(new Lease(gpu.index, lane, budget, whole));
    }

    /// A GPU that could not be leased because a call failed.
    static final class LeaseException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int gpu;
        private final CudaException failure;

        LeaseException(int gpu, CudaException failure) {
            super(failure.getMessage(), failure);
            this.gpu = gpu;
            this.failure = failure;
        }

        int gpu() {
            return gpu;
        }

        CudaException failure() {
            return failure;
        }
    }

    private synchronized @Nullable Gpu awaitOne() {
        while (true) {
            Gpu best = null;
            boolean any = false;
            for (Gpu gpu : gpus) {
                any |= !gpu.failed;
                boolean isFree = !gpu.failed && gpu.waitingForAll == 0 && gpu.free() > 0;
                if (isFree && (best == null || gpu.free() > best.free())) {
                    best = gpu;
                }
            }
            if (best != null || !any) {
                return best;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private synchronized @Nullable Gpu awaitAll() {
        while (true) {
            Gpu largest = null;
            for (Gpu gpu : gpus) {
                if (!gpu.failed && (largest == null || gpu.budget > largest.budget)) {
                    largest = gpu;
                }
            }
            if (largest == null || largest.busy == 0) {
                return largest;
            }
            // Nobody else gets in before this one.
            largest.waitingForAll++;
            try {
                wait();
            } catch (InterruptedException e) {
                throw interrupted(e);
            } finally {
                largest.waitingForAll--;
            }
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a GPU", e);
    }

    private synchronized void trimOthers(Gpu gpu) {
        gpu.idle.forEach(Lane::trim);
    }

    /// Gives a lane back, in order.
    void release(Lease lease) {
        giveBack(gpu(lease.gpu()), lease.lane(), lease.whole());
    }

    private synchronized void giveBack(Gpu gpu, @Nullable Lane lane, boolean whole) {
        if (whole) {
            gpu.waitingForAll--;
        }
        gpu.busy--;
        if (lane == null) {
            gpu.open--;
        } else {
            gpu.idle.push(lane);
        }
        if (gpu.failed && gpu.busy == 0) {
            closeLanes(gpu);
        }
        notifyAll();
    }

    /// Takes a GPU out. Its lanes are closed when the last of them is given back.
    ///
    /// @return whether it was in use until now
    synchronized boolean retire(int index) {
        Gpu gpu = gpu(index);
        boolean first = !gpu.failed;
        gpu.failed = true;
        if (gpu.busy == 0) {
            closeLanes(gpu);
        }
        notifyAll();
        return first;
    }

    /// What is given back on a broken device may well fail again: that it is broken was told.
    private void closeLanes(Gpu gpu) {
        IllegalStateException broken = new IllegalStateException("GPU " + gpu.index + " was taken out");
        gpu.made.forEach(lane -> lane.close(broken));
        gpu.clock.close(broken);
        gpu.made.clear();
        gpu.idle.clear();
    }

    /// How many GPUs work.
    synchronized int working() {
        return (int) gpus.stream().filter(gpu -> !gpu.failed).count();
    }

    /// What each GPU did so far. Read between pieces of work.
    synchronized List<DeviceUsage> usage() {
        return gpus.stream()
                .map(gpu -> new DeviceUsage(
                        gpu.index,
                        gpu.name,
                        gpu.clock.busySeconds(),
                        seconds(gpu, Phase.UPLOAD),
                        seconds(gpu, Phase.GRAM),
                        seconds(gpu, Phase.SOLVE),
                        gpu.made.stream().mapToLong(lane -> lane.clock.bytes()).sum()))
                .toList();
    }

    private static double seconds(Gpu gpu, Phase phase) {
        return gpu.made.stream().mapToDouble(lane -> lane.clock.seconds(phase)).sum();
    }

    private Gpu gpu(int index) {
        return gpus.stream().filter(gpu -> gpu.index == index).findFirst().orElseThrow();
    }

    private void onDevice(Gpu gpu, Runnable closing) {
        try {
            cuda.use(gpu.index);
        } finally {
            closing.run();
        }
    }

    /// Gives everything back; nobody may be at work.
    @Override
    public synchronized void close() {
        Resources lanes = new Resources();
        for (Gpu gpu : gpus) {
            lanes.add(() -> onDevice(gpu, gpu.clock::close));
            gpu.made.forEach(lane -> lanes.add(() -> onDevice(gpu, lane::close)));
        }
        gpus.clear();
        lanes.close();
    }
}
