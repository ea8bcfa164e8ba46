package eigensweep.natives;

/// A native routine that failed. The message is one line for people.
public final class NativeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param library the library the routine is in
    /// @param function the routine
    /// @param code what it returned
    public NativeException(String library, String function, int code) {
        super(library + ": " + function + " failed with code " + code);
    }
}
