package eigensweep.natives.gpu;

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

    /// From here on one matrix keeps a GPU busy. A guess until `scripts/gpu-check` was run.
    static final int LARGEST_BATCHED = 1024;

    static Route of(int n, boolean hasBatched) {
        if (n < LEAST_BATCHED) {
            return JACOBI;
        }
        return hasBatched && n <= LARGEST_BATCHED ? BATCHED : ONE_BY_ONE;
    }
}
