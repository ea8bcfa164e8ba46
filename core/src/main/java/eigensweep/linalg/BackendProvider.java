package eigensweep.linalg;

import java.util.List;
import java.util.function.Supplier;

/// Offers a backend if this machine has what it needs; found by [java.util.ServiceLoader].
public interface BackendProvider {

    /// The name users choose the backend by.
    String name();

    /// Looks for what the backend needs, without starting it.
    Availability probe();

    /// The same, with what the user said about devices. Most backends have none.
    default Availability probe(DeviceOptions options) {
        return probe();
    }

    /// What the look around found piece by piece, and for each absent piece what would help: for `eigensweep doctor`.
    default List<Finding> findings(DeviceOptions options) {
        return List.of();
    }

    /// A piece that a backend needs.
    ///
    /// @param piece a word or two
    /// @param state one line
    record Finding(String piece, String state) {}

    /// What a look around found.
    sealed interface Availability {
        /// @param detail what was found, for people
        /// @param open starts the backend
        record Present(String detail, Supplier<Backend> open) implements Availability {}

        /// @param reason why the backend cannot be used, and what would help
        record Absent(String reason) implements Availability {}
    }
}
