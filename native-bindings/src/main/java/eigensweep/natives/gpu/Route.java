package eigensweep.natives.gpu;

import java.util.Set;

/// Which eigensolver takes a symmetric matrix. Its order alone decides, so that what comes out for a matrix does not
/// depend on the others in its batch.
enum Route {
    /// `syevjBatched`: for the smallest only, where the batched solver below does not pay.
    JACOBI,
    /// `XsyevBatched`: many of one order at once.
    BATCHED,
    /// `Xsyevd`.
    ONE_BY_ONE;

    /// `syevjBatched` slows down sharply at this order and has returned wrong results in old versions.
    private static final int LEAST_BATCHED = 32;

    /// From here on one matrix is taken to keep a GPU busy. Not measured yet: `scripts/gpu-check` times both routes and
    /// says from where on one by one is faster.
    static final int LARGEST_BATCHED = 1024;

    /// @param n the order
    /// @param there the eigensolvers that there are
    /// @param largestBatched the largest order that is solved in batches
    static Route of(int n, Set<Route> there, int largestBatched) {
        if (n < LEAST_BATCHED) {
            return JACOBI;
        }
        return there.contains(BATCHED) && n <= largestBatched ? BATCHED : ONE_BY_ONE;
    }
}
