package eigensweep.diversity;

/// Which matrix the eigenvalues were computed of. All have the same non-zero eigenvalues, but for [#FEATURES].
public enum Form {
    /// `X^T X` of the samples' vectors, `d x d`: where there are more samples than dimensions.
    PRIMAL,
    /// The kernel `X X^T`, `n x n`: where there are not.
    DUAL,
    /// The kernel itself, `n x n`: where it is not a product of vectors that are at hand.
    KERNEL,
    /// `Z^T Z` of random Fourier features of the samples: an approximation, for samples too many for the
    /// kernel.
    FEATURES
}
