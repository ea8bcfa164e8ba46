package eigensweep.sweep;

import eigensweep.sweep.Sweep.Finished;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Layers on their way from those who compute them to whoever keeps them: in groups, of a second's layers or
/// of [#MOST], whichever is first. What has to be done before a result counts (its files are looked at, it is
/// forced to disk) is done once a group and not once a layer.
///
/// The receiver is called every second, with or without layers, so that it can say at once that it cannot go
/// on.
final class FinishedLayers implements AutoCloseable {

    /// Layers a group.
    static final int MOST = 1000;

    private static final long PAUSE = TimeUnit.SECONDS.toMillis(1);

    private final Consumer<List<Finished>> receiver;
    private final Object handing = new Object();
    private final Thread clock =
            Thread.ofPlatform().daemon().name("sweep-groups").unstarted(this::handOverEverySecond);
    private List<Finished> waiting = new ArrayList<>();
    private boolean closed;
    private volatile @Nullable Throwable failure;

    /// @param receiver told of one group at a time
    FinishedLayers(Consumer<List<Finished>> receiver) {
        this.receiver = receiver;
        clock.start();
    }

    /// Takes a layer that is done.
    void add(Finished layer) {
        boolean full;
        synchronized (this) {
            waiting.add(layer);
            full = waiting.size() >= MOST;
        }
        if (full) {
            handOver();
        }
    }

    /// Ends the work if the receiver has failed.
    void check() {
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    private void handOverEverySecond() {
        while (isOpen()) {
            handOver();
        }
    }

    private synchronized boolean isOpen() {
        if (!closed) {
            try {
                wait(PAUSE);
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        return !closed;
    }

    private void handOver() {
        synchronized (handing) {
            List<Finished> group;
            synchronized (this) {
                group = waiting;
                waiting = new ArrayList<>();
            }
            if (failure == null) {
                try {
                    receiver.accept(group);
                } catch (RuntimeException | Error e) {
                    // It is thrown where the work is done, not where time is counted.
                    failure = e;
                }
            }
        }
    }

    /// Hands over what there is, and ends the work if the receiver has failed.
    void flush() {
        handOver();
        check();
    }

    /// Hands over the rest; after a failure there is nobody to take it.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        handOver();
    }
}
