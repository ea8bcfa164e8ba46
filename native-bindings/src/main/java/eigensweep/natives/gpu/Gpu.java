package eigensweep.natives.gpu;

import eigensweep.natives.gpu.PhaseClock.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One GPU in use: its lanes and who has them. [CudaDevices] guards it by its own lock.
final class Gpu {

    /// One lane copies while another computes and a third waits for its eigensolver's small steps.
    static final int LANES = 3;

    final int index;
    final String name;

    /// Bytes that all lanes may take together.
    final long budget;

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

    Gpu(int index, String name, long budget, DeviceClock clock) {
        this.index = index;
        this.name = name;
        this.budget = budget;
        this.clock = clock;
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
