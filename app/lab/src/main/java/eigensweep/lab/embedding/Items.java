package eigensweep.lab.embedding;

import java.security.MessageDigest;
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
    interface Reader<T> extends AutoCloseable {

        /// The next item, or null if it is broken and to be skipped.
        @Nullable
        T next();

        @Override
        void close();
    }
}
