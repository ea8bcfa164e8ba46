package eigensweep.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/// Threads that work side by side, and do not keep a process from its end.
public final class Workers {

    private Workers() {}

    /// A pool of them.
    ///
    /// @param name `decode-0`, `decode-1`, ... are those of `decode`
    public static ExecutorService pool(int threads, String name) {
        return Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /// Has each of some workers do its part, and waits for all of them. What the first throws that fails is thrown.
    ///
    /// @param name of the threads
    /// @param part of a worker, told which it is, from 0
    /// @param abandon what is done at once when one fails, so that the others end soon
    public static void share(int workers, String name, IntConsumer part, Runnable abandon) {
        try (ExecutorService executor = pool(workers, name)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                int worker = w;
                running.add(executor.submit(() -> part.accept(worker)));
            }
            try {
                running.forEach(future -> get(future, name));
            } catch (RuntimeException e) {
                abandon.run();
                throw e;
            }
        }
    }

    /// What comes of work. What it throws is thrown.
    ///
    /// @param what it does, for a message
    public static <T> T get(Future<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + what, e);
        }
    }
}
