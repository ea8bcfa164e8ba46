package eigensweep.natives.gpu;

import eigensweep.natives.gpu.CudaDevices.Lease;
import eigensweep.natives.gpu.binding.CudaException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Work done on whichever GPU is free, and what becomes of it when it does not fit or a GPU fails.
///
/// @param devices the GPUs
/// @param say told, in a line, of everything that they could not do
record DeviceWork(CudaDevices devices, Consumer<String> say) {

    /// Does a piece of work. Where memory is short it is tried again in smaller pieces, see [Attempt]; where a
    /// GPU fails on another.
    ///
    /// @param what for people
    /// @param batch of how many matrices it is
    /// @return nothing if no GPU can do it, which people were told
    <T> Optional<T> run(String what, int batch, BiFunction<Lease, Attempt, T> work) {
        return attempt(what, batch, work, devices::release);
    }

    /// Does work that goes on: the lane is kept, and is to be given back.
    ///
    /// @return nothing if no GPU can do it, which people were told
    Optional<Lease> hold(String what, Consumer<Lease> start) {
        return attempt(
                what,
                1,
                (lease, attempt) -> {
                    start.accept(lease);
                    return lease;
                },
                kept -> {});
    }

    private <T> Optional<T> attempt(
            String what, int batch, BiFunction<Lease, Attempt, T> work, Consumer<Lease> afterwards) {
        Attempt attempt = Attempt.first(batch);
        while (true) {
            Optional<Lease> leased = lease(attempt.whole());
            if (leased.isEmpty()) {
                if (devices.working() > 0) {
                    say.accept(what + ": this thread has a Gram matrix open on a GPU, and would wait for itself;"
                            + " computed on the CPU");
                }
                return Optional.empty();
            }
            Lease lease = leased.get();
            boolean isDone = false;
            String tooLarge;
            try {
                lease.lane().clock.forget();
                T result = work.apply(lease, attempt);
                isDone = true;
                return Optional.of(result);
            } catch (DeviceMemoryException e) {
                tooLarge = "does not fit GPU " + lease.gpu() + " (" + e.getMessage() + ")";
            } catch (CudaException e) {
                if (!works(e, () -> recover(lease, e))) {
                    retire(lease.gpu(), e);
                    continue;
                }
                tooLarge = e.getMessage() + " on GPU " + lease.gpu();
                if (!e.isOutOfMemory()) {
                    say.accept(what + ": " + tooLarge + "; computed on the CPU");
                    return Optional.empty();
                }
            } finally {
                if (isDone) {
                    afterwards.accept(lease);
                } else {
                    devices.release(lease);
                }
            }
            Optional<Attempt> smaller = attempt.smaller();
            if (smaller.isEmpty()) {
                say.accept(what + ": " + tooLarge + "; computed on the CPU");
                return Optional.empty();
            }
            attempt = smaller.get();
        }
    }

    /// A lane of a GPU that works.
    ///
    /// @return nothing if there is none any more, or this thread would have to wait for itself
    Optional<Lease> lease(boolean whole) {
        while (true) {
            try {
                return devices.lease(whole);
            } catch (LeaseException e) {
                retire(e.gpu(), e.failure());
            }
        }
    }

    private static void recover(Lease lease, CudaException failure) {
        lease.lane().settle();
        if (failure.isOutOfMemory()) {
            lease.lane().trim();
        }
    }

    /// After a failed call: whether the GPU still does something.
    static boolean works(CudaException failure, Runnable something) {
        try {
            something.run();
            return true;
        } catch (CudaException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    void retire(int gpu, CudaException failure) {
        if (devices.retire(gpu)) {
            int left = devices.working();
            say.accept("GPU " + gpu + " is taken out: " + failure.getMessage() + "; its layers go to "
                    + (left == 0 ? "the CPU" : left == 1 ? "the other GPU" : "the other " + left + " GPUs"));
        }
    }
}
