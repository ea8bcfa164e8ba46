package eigensweep.findings;

/// Whether a claim holds on a study.
public enum Verdict {
    /// The study shows that it does.
    YES,
    /// The study shows that it does not.
    NO,
    /// The study shows neither: the noise is too large for it, or too few seeds tell how large it is.
    UNDECIDED,
    /// The study has not what the claim is about.
    NOT_TESTED;

    /// What two tests say together: that the claim holds, or else that it does not.
    static Verdict of(boolean yes, boolean no) {
        return yes ? YES : no ? NO : UNDECIDED;
    }
}
