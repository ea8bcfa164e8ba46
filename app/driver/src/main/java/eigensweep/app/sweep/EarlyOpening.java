package eigensweep.app.sweep;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.simd.Kernels;
import eigensweep.work.Workers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens the first model while the backend is still being chosen: each takes a twentieth of a second of a
/// start, and neither needs the other.
final class EarlyOpening implements AutoCloseable {

    private final String name;
    private final Function<String, Checkpoint> opener;
    private @Nullable Future<Checkpoint> early;

    /// Begins.
    ///
    /// @param models the names, of which the first is opened
    /// @param opener opens what a name stands for
    EarlyOpening(List<String> models, Function<String, Checkpoint> opener) {
        this.name = models.getFirst();
        this.opener = opener;
        CompletableFuture<Checkpoint> first = new CompletableFuture<>();
        this.early = first;
        Thread.ofPlatform().daemon().name("opening").start(() -> {
            complete(first);
            // Prepared by whoever asks first.
            Kernels.get();
        });
    }

    /// Whatever it fails with is for the one who waits.
    private void complete(CompletableFuture<Checkpoint> first) {
        try {
            first.complete(opener.apply(name));
        } catch (RuntimeException | Error e) {
            first.completeExceptionally(e);
        }
    }

    /// Opens what a name stands for, as the opener does; the first model once without waiting for all of it.
    Checkpoint open(String model) {
        Future<Checkpoint> first = early;
        if (first == null || !model.equals(name)) {
            return opener.apply(model);
        }
        early = null;
        try {
            return first.get();
        } catch (InterruptedException | ExecutionException e) {
            throw Workers.failure(e, "opening " + model);
        }
    }

    /// Closes what nobody has asked for.
    @Override
    public void close() {
        Future<Checkpoint> first = early;
        early = null;
        if (first != null) {
            try {
                first.get().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                // Nobody wanted it: what else went wrong is said.
            }
        }
    }
}
