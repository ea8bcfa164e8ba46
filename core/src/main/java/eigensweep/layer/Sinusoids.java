package eigensweep.layer;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Tells the table of positions of the original Transformer, which nobody trains, by its values: row `p` has
/// `sin(p w_i)` and `cos(p w_i)` for `i < h`, `d = 2 h`, in turn or all sines first, where `w_i` is
/// `10000^(-i / h)`, or `10000^(-i / (h - 1))` as in Tensor2Tensor and fairseq.
final class Sinusoids {

    private static final Pattern NAME = Pattern.compile(
            "(.*[._/])?(pe|pos|pos_\\w++|(?>\\w*?(position|sinus))\\w*+)([._/](pe|weights?|embeddings?|table))?(:0)?");

    /// Nearer ones are exact in any precision; to those far away the angles of float32 are not.
    private static final int[] POSITIONS = {0, 1, 2, 5, 15};

    private Sinusoids() {}

    /// @param name of the tensor, in lower case
    static boolean isTable(Tensor tensor, String name) {
        return tensor.isStored()
                && tensor.dtype().isFloating()
                && NAME.matcher(name).matches()
                && isOneMatrix(tensor)
                && holds(matrix(tensor), tensor.dtype().bits() < 32 ? 4e-3 : 1e-5);
    }

    private static boolean isOneMatrix(Tensor tensor) {
        int[] sides = longAxes(tensor);
        return sides.length == 2
                && tensor.count() > 0
                && tensor.shape()[sides[0]] <= Integer.MAX_VALUE
                && tensor.shape()[sides[1]] <= Integer.MAX_VALUE
                && tensor.shape()[sides[1]] >= 4
                && tensor.shape()[sides[1]] % 2 == 0;
    }

    private static int[] longAxes(Tensor tensor) {
        return IntStream.range(0, tensor.rank())
                .filter(axis -> tensor.shape()[axis] != 1)
                .toArray();
    }

    private static Matrix matrix(Tensor tensor) {
        int[] sides = longAxes(tensor);
        return tensor.matrix(sides[0], sides[1], new long[tensor.rank()], 1.0);
    }

    private static boolean holds(Matrix table, double tolerance) {
        int half = table.columns() / 2;
        return holds(table, 1, half, half, tolerance)
                || holds(table, 2, 1, half, tolerance)
                || holds(table, 1, half, half - 1.0, tolerance);
    }

    /// @param step from one sine to the next
    /// @param cosine from a sine to its cosine
    /// @param scale `w_i = 10000^(-i / scale)`
    private static boolean holds(Matrix table, int step, int cosine, double scale, double tolerance) {
        int half = table.columns() / 2;
        int[] frequencies = {0, 1, half / 2, half - 1};
        for (int p : POSITIONS) {
            for (int i : frequencies) {
                double angle = p * Math.pow(1e4, -i / scale);
                boolean holds = p >= table.rows()
                        || Math.abs(Widen.at(table, p, i * step) - Math.sin(angle)) <= tolerance
                                && Math.abs(Widen.at(table, p, i * step + cosine) - Math.cos(angle)) <= tolerance;
                if (!holds) {
                    return false;
                }
            }
        }
        return true;
    }
}
