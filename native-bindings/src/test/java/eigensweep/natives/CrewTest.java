package eigensweep.natives;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;

class CrewTest {

    /// The caller does one part and the helper the other; whichever fails, and however early, the matrix has failed.
    @RepeatedTest(20)
    void whatAHelperThrowsIsThrown() {
        Error error = new OutOfMemoryError("Java heap space");
        Thread caller = Thread.currentThread();
        CountDownLatch failed = new CountDownLatch(1);
        try (Crew crew = new Crew(2)) {
            assertThatThrownBy(() -> crew.share(2, _ -> {
                        if (Thread.currentThread() != caller) {
                            failed.countDown();
                            throw error;
                        }
                        awaitUninterrupted(failed);
                    }))
                    .isSameAs(error);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
