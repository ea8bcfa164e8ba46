package eigensweep.natives.gpu;

import eigensweep.linalg.Backend;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// The CPU, where it does what a GPU could not: one matrix at a time, so that what this takes of the host's
/// memory beyond what a sweep counted on is bounded. Once no GPU is left a sweep counts on the CPU, and there
/// are no turns.
///
/// @param cpu who computes
/// @param turn held by whoever is at work
record StandIn(Backend cpu, ReentrantLock turn) {

    StandIn(Backend cpu) {
        this(cpu, new ReentrantLock());
    }

    /// @param anyGpu whether a GPU works
    <T> T compute(boolean anyGpu, Function<Backend, T> work) {
        if (!anyGpu) {
            return work.apply(cpu);
        }
        turn.lock();
        try {
            return work.apply(cpu);
        } finally {
            turn.unlock();
        }
    }
}
