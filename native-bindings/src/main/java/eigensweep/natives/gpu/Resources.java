package eigensweep.natives.gpu;

import eigensweep.natives.gpu.binding.CudaException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Handles with what gives each back, in the reverse of the order in which they were made. All are given back, even
/// if giving one back fails; the first failure is thrown in the end.
final class Resources implements AutoCloseable {

    private final Deque<Runnable> closing = new ArrayDeque<>();

    /// Makes a handle that [#close] will destroy.
    long make(LongSupplier maker, LongConsumer destroyer) {
        long made = maker.getAsLong();
        closing.push(() -> destroyer.accept(made));
        return made;
    }

    /// What is to be done on closing.
    void add(Runnable last) {
        closing.push(last);
    }

    /// Closes after a failure, which is what is told.
    void close(Throwable failure) {
        try {
            close();
        } catch (CudaException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        CudaException first = null;
        while (!closing.isEmpty()) {
            try {
                closing.pop().run();
            } catch (CudaException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
