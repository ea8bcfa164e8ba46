package eigensweep.linear;

/// A system without a unique solution.
public final class SingularMatrixException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SingularMatrixException(String problem) {
        super(problem);
    }
}
