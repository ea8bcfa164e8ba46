package eigensweep.spectrum;

/// Which matrix a layer's eigenvalues belong to, and which entropy is meant.
public enum Convention {
    /// `W^T W`, and the entropy of the trace-normalised spectrum over `ln(rank)`: the numbers WeightWatcher
    /// reports.
    WEIGHTWATCHER,
    /// `(1/n) W^T W` (PAPER F3, `n` the larger side) and `-sum lambda ln lambda` (F7).
    PAPER
}
