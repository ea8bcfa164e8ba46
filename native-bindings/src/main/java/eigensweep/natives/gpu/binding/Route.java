package eigensweep.natives.gpu.binding;

import java.util.Set;

/// Which eigensolver takes a symmetric matrix: its order decides, and whether it is solved in a batch. The
/// others in the batch do not, so that what comes out for a matrix does not depend on them.
///
/// Measured on an H200 with CUDA 13.0 (`docs/cuda.md`): up to order 128 `XsyevBatched` gives the same bits however many
/// matrices a call has. Beyond, it gives other last digits for another number, the same wherever a matrix stands among
/// them: there a call always has [#places], those that are left over zeros.
public enum Route {
    /// `syevjBatched`: for the smallest only, where the batched solver below does not pay.
    JACOBI,
    /// `XsyevBatched`: many of one order at once.
    BATCHED,
    /// `Xsyevd`.
    ONE_BY_ONE;

    /// `syevjBatched` slows down sharply at this order and has returned wrong results in old versions.
    private static final int LEAST_BATCHED = 32;

    /// Up to here the number of matrices in a call is not seen in the result.
    private static final int LARGEST_ALIKE = 128;

    /// The largest order that was measured.
    private static final int LARGEST_BATCHED = 4096;

    /// @param n the order
    /// @param there the eigensolvers that there are
    /// @param many whether others of that order may come with it
    public static Route of(int n, Set<Route> there, boolean many) {
        if (n < LEAST_BATCHED) {
            return JACOBI;
        }
        return there.contains(BATCHED) && (n <= LARGEST_ALIKE || (many && n <= LARGEST_BATCHED)) ? BATCHED : ONE_BY_ONE;
    }

    /// Whether a call has [#places] for matrices of an order, whatever is handed over.
    public boolean isOfFixedSize(int n) {
        return this == BATCHED && n > LARGEST_ALIKE;
    }

    /// How many matrices of an order beyond 128 a call for a batch has: more are faster, and take longer
    /// where few are wanted. A call for 64 of order 1024 takes 0.16 s, for 32 of 2048 0.4 s, for 16 of 4096 1.1 s.
    public static int places(int n) {
        return n <= 1024 ? 64 : n <= 2048 ? 32 : 16;
    }
}
