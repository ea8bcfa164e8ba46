package eigensweep.natives.gpu;

import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import java.util.Arrays;

/// What of a matrix's eigenvalues is known without them: nothing that an eigensolver gives is believed before it
/// agrees.
///
/// @param trace the eigenvalues' sum
/// @param squares the sum of their squares, which is that of the entries' squares
record Invariants(double trace, double squares) {

    /// How far a trace or a norm may be off, in units of what the route resolves.
    private static final double MARGIN = 16;

    /// Why a matrix is none for an eigensolver here.
    static final String OUT_OF_RANGE = "its norm leaves the range of the arithmetic";

    /// Whether the norm is a number of the arithmetic: where it is not, an eigensolver may end with any code, or never.
    boolean isInRange() {
        double norm = Math.sqrt(squares);
        return norm <= Double.MAX_VALUE && (norm != 0 || trace == 0);
    }

    /// Why eigenvalues cannot be those of the matrix, whose norm is in range; empty if they can.
    ///
    /// @param eigenvalues of a matrix of `large x eigenvalues.length`, or of a symmetric one
    String doubt(double[] eigenvalues, int large, Precision precision) {
        double norm = Math.sqrt(squares);
        int n = eigenvalues.length;
        double sum = Arrays.stream(eigenvalues).sum();
        if (!isClose(sum, trace, norm * Math.sqrt(n), resolution(large, n, precision))) {
            return "the eigenvalues' sum is not the trace";
        }
        double length = Math.sqrt(Arrays.stream(eigenvalues).map(v -> v * v).sum());
        return isClose(length, norm, norm, resolution(large, n, precision))
                ? ""
                : "the eigenvalues' norm is not the matrix's";
    }

    /// The same for squared singular values, of which the sum is known, and nothing else.
    static String doubtOfSum(double[] squares, double trace, int large, Precision precision) {
        double sum = Arrays.stream(squares).sum();
        return isClose(sum, trace, trace, resolution(large, squares.length, precision))
                ? ""
                : "the sum of its squares is off";
    }

    private static double resolution(int large, int small, Precision precision) {
        return new Solve(precision, Method.GRAM, 1).resolution(large, small);
    }

    private static boolean isClose(double found, double known, double scale, double resolution) {
        return Math.abs(found - known) <= MARGIN * resolution * scale;
    }
}
