package eigensweep.natives.gpu;

import eigensweep.natives.gpu.PhaseClock.Phase;
import eigensweep.natives.gpu.binding.CudaRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One GPU in use: its lanes and who has them. [CudaDevices] guards it by its own lock.
final class Gpu {

    /// One lane copies while another computes and a third waits for its eigensolver's small steps.
    static final int LANES = 3;

    /// Of the memory; the rest is for the libraries, and for others.
    private static final double SHARE = 0.9;

    final int index;
    final String name;

    /// Bytes that all lanes may take together, of those that are free at the start.
    final long budget;

    /// Bytes that they might take if nobody else had any.
    final long whole;

    final DeviceClock clock;

    /// Lanes that nobody has.
    final Deque<Lane> idle = new ArrayDeque<>();

    /// All lanes there are.
    final List<Lane> made = new ArrayList<>();

    /// How many lanes are made or in the making, and how many may be.
    int open;

    int most = LANES;

    /// How many leases there are.
    int busy;

    /// Who waits for the GPU for himself, or has it.
    int waitingForAll;

    /// Somebody has it for himself.
    boolean taken;

    boolean failed;

    private @Nullable DeviceUsage last;

    private Gpu(int index, String name, CudaRuntime.Memory memory, DeviceClock clock) {
        this.index = index;
        this.name = name;
        this.budget = (long) (SHARE * memory.free());
        this.whole = (long) (SHARE * memory.total());
        this.clock = clock;
    }

    /// A device, which is this thread's current one from now on.
    ///
    /// @throws CudaException if it cannot be used
    static Gpu of(CudaRuntime cuda, int index) {
        cuda.use(index);
        String name = cuda.deviceName(index);
        return new Gpu(index, name, cuda.memory(), new DeviceClock(cuda));
    }

    /// Whether the threads that wait for GPUs, one a lane, are to leave their processors to those that compute: where
    /// there is not another one for each. Asking again and again notices an end some microseconds earlier.
    static boolean areWaitsCostly(int processors, int gpus) {
        return processors < 2 * LANES * gpus;
    }

    /// How many lanes can be had.
    int free() {
        return idle.size() + most - open;
    }

    /// After a failure, which is what is told: what is given back on a broken device may well fail again. The device
    /// is current: it is one of its own callers that closes it.
    void closeLanes() {
        last = now();
        IllegalStateException broken = new IllegalStateException("GPU " + index + " was taken out");
        made.forEach(lane -> lane.close(broken));
        clock.close(broken);
        made.clear();
        idle.clear();
    }

    /// What it did so far, or until it was taken out.
    DeviceUsage usage() {
        return last != null ? last : now();
    }

    private DeviceUsage now() {
        return new DeviceUsage(
                index,
                name,
                clock.busySeconds(),
                seconds(Phase.UPLOAD),
                seconds(Phase.GRAM),
                seconds(Phase.SOLVE),
                made.stream().mapToLong(lane -> lane.clock.bytes()).sum());
    }

    private double seconds(Phase phase) {
        return made.stream().mapToDouble(lane -> lane.clock.seconds(phase)).sum();
    }
}
