package eigensweep.curvature;

import eigensweep.files.ExplainedException;

/// A property of a Hessian that could not be found. The message is one line for people.
public final class CurvatureException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    CurvatureException(String problem) {
        super(problem);
    }
}
