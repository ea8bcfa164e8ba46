package eigensweep.lab.embedding;

import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is to be embedded, read as it is needed.
///
/// @param <T> what is embedded
public interface Items<T> {

    /// What people call it.
    String name();

    /// How many items there are.
    int count();

    /// Hashes the content of all items.
    void digest(MessageDigest digest);

    /// Items from one on.
    Reader<T> from(int index);

    /// Items one after the other.
    ///
    /// @param <T> what is embedded
    /// @param following gives the next item, or null if it is broken and to be skipped
    /// @param end what is to be done when no more are wanted
    record Reader<T>(Supplier<@Nullable T> following, Runnable end) implements AutoCloseable {

        @Nullable
        T next() {
            return following.get();
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
