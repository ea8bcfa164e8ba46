package eigensweep.linalg;

import java.util.function.Supplier;

/// Offers a backend if this machine has what it needs; found by [java.util.ServiceLoader].
public interface BackendProvider {

    /// The name users choose the backend by.
    String name();

    /// Looks for what the backend needs, without starting it.
    Availability probe();

    /// What a look around found.
    sealed interface Availability {
        /// @param detail what was found, for people
        /// @param open starts the backend
        record Present(String detail, Supplier<Backend> open) implements Availability {}

        /// @param reason why the backend cannot be used, and what would help
        record Absent(String reason) implements Availability {}
    }
}
