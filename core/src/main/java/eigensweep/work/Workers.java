package eigensweep.work;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
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
            CompletionService<Integer> finished = new ExecutorCompletionService<>(executor);
            for (int w = 0; w < workers; w++) {
                int worker = w;
                finished.submit(() -> part.accept(worker), worker);
            }
            try {
                for (int w = 0; w < workers; w++) {
                    get(finished.take(), name);
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                abandon.run();
                throw failure(e, name);
            }
        }
    }

    /// What is made of each thing, in their order, several at a time. What the first throws that fails is thrown.
    ///
    /// @param name of the threads
    public static <T, R> List<R> map(int workers, String name, List<T> things, Function<T, R> made) {
        try (ExecutorService executor = pool(workers, name)) {
            List<Future<R>> coming = things.stream()
                    .map(thing -> executor.submit(() -> made.apply(thing)))
                    .toList();
            return coming.stream().map(one -> get(one, name)).toList();
        }
    }

    /// What comes of work. What it throws is thrown.
    ///
    /// @param what it does, for a message
    public static <T> T get(Future<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw failure(e, what);
        }
    }

    /// What is thrown for what came of waiting: what the work threw, as it was if it need not be declared.
    ///
    /// @param what the work does, for a message
    public static RuntimeException failure(Throwable problem, String what) {
        if (problem instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return switch (problem) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case ExecutionException e when e.getCause() != null -> failure(e.getCause(), what);
            default -> new IllegalStateException(what + ": " + problem, problem);
        };
    }
}
