package eigensweep.natives;

import eigensweep.work.Workers;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Threads that share the work on one matrix. The parts are cut by the matrix and not by how many threads
/// there are, and each calls the library on one thread: so a result has the same bits whoever helped. The
/// library's own threads cut their sums where their number says.
final class Crew implements AutoCloseable {

    private final int threads;
    private final @Nullable ExecutorService helpers;

    /// @param threads the caller's included
    Crew(int threads) {
        this.threads = threads;
        this.helpers = threads == 1 ? null : Workers.pool(threads - 1, "crew");
    }

    /// Memory that all of them may use.
    Arena arena() {
        return threads == 1 ? Arena.ofConfined() : Arena.ofShared();
    }

    /// Does every part once, the first ones first; they write to different places.
    void share(int parts, IntConsumer part) {
        if (helpers == null) {
            for (int i = 0; i < parts; i++) {
                part.accept(i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
                part.accept(i);
            }
        };
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, parts); i++) {
            others.add(helpers.submit(work));
        }
        work.run();
        others.forEach(Crew::await);
    }

    /// Memory must not be given back while somebody works in it: an interrupt does not end the waiting.
    private static void await(Future<?> other) {
        try {
            other.get();
        } catch (InterruptedException e) {
            await(other);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw Workers.failure(e, "a helper of the crew");
        }
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }
}
