package eigensweep.natives.gpu;

import eigensweep.natives.gpu.binding.CudaApi;
import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.natives.gpu.binding.CudaRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The GPUs in use: who may work on which, and with how much of its memory. Callers take their work from one
/// queue, largest first, and each takes the GPU that has most lanes free; so no GPU waits while there is work.
/// One that fails is taken out, and its callers come back for another.
final class CudaDevices implements AutoCloseable {

    private final CudaApi api;
    private final CudaRuntime cuda;
    private final Consumer<String> say;
    private final List<Gpu> gpus = new ArrayList<>();

    /// The leases of a thread. One that has any never waits for another, for it might wait for itself; and all
    /// are of one GPU, which stays the thread's current one.
    private final Map<Thread, List<Gpu>> holding = new HashMap<>();

    /// A lane of a GPU, for a while.
    ///
    /// @param budget bytes that may be taken on the device
    /// @param whole whether nobody else works there meanwhile
    /// @param holder the thread that asked for it
    record Lease(int gpu, Lane lane, long budget, boolean whole, Thread holder) {}

    /// @param indices which devices; one that cannot be used is left out
    /// @param say told, in a line, which are left out, and where a GPU has room for fewer lanes
    /// @throws CudaException if none can be used
    CudaDevices(CudaApi api, List<Integer> indices, Consumer<String> say) {
        this.api = api;
        this.cuda = api.runtime();
        this.say = say;
        Map<Integer, CudaException> leftOut = new LinkedHashMap<>();
        for (int index : indices) {
            try {
                gpus.add(Gpu.of(cuda, index));
                if (Gpu.areWaitsCostly(Runtime.getRuntime().availableProcessors(), indices.size())) {
                    waitAsleep(index);
                }
            } catch (CudaException e) {
                leftOut.put(index, e);
            }
        }
        if (gpus.isEmpty()) {
            throw leftOut.get(indices.getFirst());
        }
        leftOut.forEach((index, e) -> say.accept("GPU " + index + " is left out: " + e.getMessage()));
    }

    /// What is only slower without it.
    private void waitAsleep(int index) {
        try {
            cuda.waitAsleep();
        } catch (CudaException e) {
            say.accept("GPU " + index + ": who waits for it takes a processor: " + e.getMessage());
        }
    }

    /// How many pieces of work there is a place for.
    int lanes() {
        return Gpu.LANES * gpus.size();
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

    /// Bytes that may be taken of the GPU that has least, were it free.
    long smallestMemory() {
        return gpus.stream().mapToLong(gpu -> gpu.whole).min().orElse(0);
    }

    /// Waits for a lane, and makes its device this thread's current one. A thread that has one
    /// already gets another of the same GPU, or none, at once.
    ///
    /// @param whole whether nobody else may work on the GPU meanwhile; then it is one of the largest
    /// @return nothing if no GPU works any more, or this thread would have to wait for itself
    /// @throws LeaseException if a call for it fails
    Optional<Lease> lease(boolean whole) {
        while (true) {
            Claim claim = claim(whole);
            if (claim == null) {
                return Optional.empty();
            }
            Gpu gpu = claim.gpu();
            Lane lane = claim.lane();
            try {
                cuda.use(gpu.index);
                if (lane == null) {
                    lane = made(gpu);
                }
                if (lane != null && whole) {
                    trimOthers(gpu);
                }
            } catch (CudaException e) {
                giveBack(claim, lane);
                throw new LeaseException(gpu.index, e);
            }
            if (lane != null) {
                long budget = whole ? gpu.budget : gpu.budget / Gpu.LANES;
                return Optional.of(new Lease(gpu.index, lane, budget, whole, claim.holder()));
            }
            giveBack(claim, null);
        }
    }

    /// A place on a GPU.
    ///
    /// @param lane the lane, or null if it is yet to be made
    private record Claim(Gpu gpu, @Nullable Lane lane, boolean whole, Thread holder) {}

    private synchronized @Nullable Claim claim(boolean whole) {
        Thread holder = Thread.currentThread();
        List<Gpu> held = holding.get(holder);
        Gpu gpu = held != null ? atOnce(held.getFirst(), whole) : whole ? awaitAll() : awaitOne();
        if (gpu == null) {
            return null;
        }
        Lane lane = gpu.idle.poll();
        if (lane == null) {
            gpu.open++;
        }
        gpu.busy++;
        if (whole) {
            gpu.waitingForAll++;
            gpu.taken = true;
        }
        holding.computeIfAbsent(holder, none -> new ArrayList<>()).add(gpu);
        return new Claim(gpu, lane, whole, holder);
    }

    /// For a thread that has a lane: whoever waits for the whole GPU may be waiting for just this thread, which
    /// therefore is let past.
    private static @Nullable Gpu atOnce(Gpu held, boolean whole) {
        return !whole && !held.taken && !held.failed && held.free() > 0 ? held : null;
    }

    private @Nullable Gpu awaitOne() {
        while (true) {
            Gpu best = null;
            for (Gpu gpu : gpus) {
                boolean isFree = !gpu.failed && gpu.waitingForAll == 0 && gpu.free() > 0;
                if (isFree && (best == null || gpu.free() > best.free())) {
                    best = gpu;
                }
            }
            if (best != null || working() == 0) {
                return best;
            }
            await();
        }
    }

    private @Nullable Gpu awaitAll() {
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
                await();
            } finally {
                largest.waitingForAll--;
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // both callers are loops
    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a GPU", e);
        }
    }

    /// A lane more. Where there is no room for it the GPU goes on with those that it has. One at a time, so
    /// that two do not keep each other from being made.
    ///
    /// @return null if there are others
    /// @throws CudaException if this would have been the first, or the GPU does nothing else either
    private @Nullable Lane made(Gpu gpu) {
        synchronized (gpu) {
            if (hasAll(gpu)) {
                return null;
            }
            try {
                Lane lane = new Lane(api, gpu.clock);
                synchronized (this) {
                    gpu.made.add(lane);
                }
                return lane;
            } catch (CudaException e) {
                int others = DeviceWork.works(e, cuda::memory) ? atMostThoseMade(gpu) : 0;
                if (others == 0) {
                    throw e;
                }
                say.accept("GPU " + gpu.index + " goes on with " + others + " of " + Gpu.LANES + " lanes: "
                        + e.getMessage());
                return null;
            }
        }
    }

    /// Whether it was found, since a lane was promised, that there is no room for it.
    private synchronized boolean hasAll(Gpu gpu) {
        return gpu.made.size() >= gpu.most;
    }

    /// @return how many lanes a GPU has; if it has any, it gets no more
    private synchronized int atMostThoseMade(Gpu gpu) {
        int made = gpu.made.size();
        gpu.most = Math.max(1, made);
        return made;
    }

    private synchronized void trimOthers(Gpu gpu) {
        gpu.idle.forEach(Lane::trim);
    }

    /// Gives a lane back, in order.
    void release(Lease lease) {
        Claim claim = new Claim(gpu(lease.gpu()), lease.lane(), lease.whole(), lease.holder());
        giveBack(claim, lease.lane());
    }

    private synchronized void giveBack(Claim claim, @Nullable Lane lane) {
        Gpu gpu = claim.gpu();
        holding.computeIfPresent(claim.holder(), (thread, held) -> {
            held.remove(gpu);
            return held.isEmpty() ? null : held;
        });
        if (claim.whole()) {
            gpu.waitingForAll--;
            gpu.taken = false;
        }
        gpu.busy--;
        if (lane == null) {
            gpu.open--;
        } else {
            gpu.idle.push(lane);
        }
        if (gpu.failed && gpu.busy == 0) {
            gpu.closeLanes();
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
            gpu.closeLanes();
        }
        notifyAll();
        return first;
    }

    /// How many GPUs work.
    synchronized int working() {
        return (int) gpus.stream().filter(gpu -> !gpu.failed).count();
    }

    /// What each GPU did so far. Read between pieces of work.
    synchronized List<DeviceUsage> usage() {
        return gpus.stream().map(Gpu::usage).toList();
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

    /// Gives everything back; nobody may be at work. Of GPUs that were taken out that was done.
    @Override
    public synchronized void close() {
        Resources lanes = new Resources();
        for (Gpu gpu : gpus.stream().filter(gpu -> !gpu.failed).toList()) {
            lanes.add(() -> onDevice(gpu, gpu.clock::close));
            gpu.made.forEach(lane -> lanes.add(() -> onDevice(gpu, lane::close)));
        }
        gpus.clear();
        lanes.close();
    }
}
