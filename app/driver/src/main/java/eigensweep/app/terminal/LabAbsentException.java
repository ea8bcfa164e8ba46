package eigensweep.app.terminal;

/// The lab is needed and not there.
public final class LabAbsentException extends UsageException {

    private static final long serialVersionUID = 1L;

    /// @param what needs it, for people
    public LabAbsentException(String what) {
        super(what + " needs the lab, which is not on the class path; scripts/eigensweep builds it (or put the jar of"
                + " app/lab and the libraries beside it there)");
    }
}
