package eigensweep.diversity;

/// How the rows of two sets are matched where one has more; PAPER F2 does not say.
public enum Alignment {
    /// The first rows of each, as many as the smaller set has; the rest is left out.
    FIRST,
    /// The mean row of each set, one against one.
    MEAN,
    /// Each row of the set that is scored with the row of the original that it was made from.
    SOURCE_INDEX
}
