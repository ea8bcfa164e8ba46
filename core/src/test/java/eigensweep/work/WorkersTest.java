package eigensweep.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkersTest {

    @Test
    void everyWorkerDoesItsPart() {
        int[] done = new int[3];
        Workers.share(3, "test", worker -> done[worker]++, () -> {});
        assertThat(done).containsOnly(1);
    }

    @Test
    void whatIsMadeOfThingsComesInTheirOrder() {
        assertThat(Workers.map(3, "test", List.of("a", "bb", "ccc", "dddd"), String::length))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void whatTheMakingOfOneThrewIsThrown() {
        assertThatThrownBy(() -> Workers.map(2, "test", List.of("1", "x"), Integer::valueOf))
                .isInstanceOf(NumberFormatException.class);
    }

    /// The first worker would wait for ever if nobody noticed that the second has failed.
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theRestIsAbandonedAtOnceWhenOneFailsAndWhatTheFirstThrewIsThrown() {
        CountDownLatch abandoned = new CountDownLatch(1);
        AtomicInteger times = new AtomicInteger();
        assertThatThrownBy(() -> Workers.share(
                        2,
                        "test",
                        worker -> {
                            if (worker == 0) {
                                awaitUninterrupted(abandoned);
                            }
                            throw new IllegalArgumentException("worker " + worker);
                        },
                        () -> {
                            times.incrementAndGet();
                            abandoned.countDown();
                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("worker 1");
        assertThat(times).hasValue(1);
    }

    /// Who runs the commands has words for an OutOfMemoryError.
    @Test
    void anErrorIsThrownAsItIs() {
        Error error = new OutOfMemoryError("Java heap space");
        assertThatThrownBy(() -> Workers.get(failed(error), "decoding")).isSameAs(error);
        assertThatThrownBy(() -> Workers.share(
                        2,
                        "test",
                        _ -> {
                            throw error;
                        },
                        () -> {}))
                .isSameAs(error);
    }

    @Test
    void whatHasToBeDeclaredIsNamedWithTheWork() {
        assertThatThrownBy(() -> Workers.get(failed(new IOException("disk full")), "decoding"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("decoding: java.io.IOException: disk full")
                .hasRootCauseMessage("disk full");
    }

    private static Future<?> failed(Throwable problem) {
        return CompletableFuture.failedFuture(problem);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
