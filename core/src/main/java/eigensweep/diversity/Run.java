package eigensweep.diversity;

import eigensweep.linalg.Backend;

/// Who computes, with what, and who is told.
///
/// @param backend sums Gram matrices and finds eigenvalues
/// @param threads that it may use, at least 1
/// @param listener hears how far the work has come
public record Run(Backend backend, int threads, Listener listener) {

    /// Hears how far the work has come.
    @FunctionalInterface
    public interface Listener {

        /// Does not listen.
        Listener NONE = (work, fraction) -> {};

        /// @param work what is being done, for people: `rows read`
        /// @param fraction how much of it is done, 0 to 1
        void heard(String work, double fraction);
    }

    /// A run that nobody listens to.
    public Run(Backend backend, int threads) {
        this(backend, threads, Listener.NONE);
    }

    public Run {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads; at least 1 is expected");
        }
    }

    /// The same run with nobody listening: for work that is part of other work.
    Run quietly() {
        return new Run(backend, threads, Listener.NONE);
    }
}
