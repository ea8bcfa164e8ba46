package eigensweep.natives.gpu;

import java.util.Optional;

/// How much of a GPU a piece of work asks for. Where that is too much it asks for less: smaller batches first, where
/// their size is free, then the GPU for itself, then smaller blocks; what is too large even so is the CPU's.
///
/// @param batch at most so many matrices at once
/// @param whole whether nobody else may work on the GPU meanwhile
/// @param elements about how many a block has
record Attempt(int batch, boolean whole, int elements) {

    /// 32 MiB of float64, 8 of bfloat16.
    private static final int MOST_ELEMENTS = 1 << 22;

    private static final int FEWEST_ELEMENTS = 1 << 16;

    static Attempt first(int batch) {
        return new Attempt(batch, false, MOST_ELEMENTS);
    }

    /// What to try next, if there is anything.
    Optional<Attempt> smaller() {
        if (batch > 1) {
            return Optional.of(new Attempt(batch / 2, whole, elements));
        }
        if (!whole) {
            return Optional.of(new Attempt(batch, true, elements));
        }
        return elements > FEWEST_ELEMENTS ? Optional.of(new Attempt(batch, true, elements / 4)) : Optional.empty();
    }

    /// Pinned memory of the host that a matrix's blocks take on their way.
    static long stagingBytes(int rows, int columns) {
        return 2 * Double.BYTES * Math.min(MOST_ELEMENTS, (long) rows * columns);
    }
}
