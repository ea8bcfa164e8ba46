package eigensweep.linalg;

/// A device failed, and what was kept on it is gone. It is not used any more: whoever starts again gets another, or the
/// CPU.
public final class DeviceLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message one line
    public DeviceLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
