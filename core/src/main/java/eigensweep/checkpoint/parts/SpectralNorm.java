package eigensweep.checkpoint.parts;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// The estimate of a weight's largest singular value that PyTorch divides by: `u^T W v`, where `W` is the tensor with
/// one axis as rows and all others, in their order, as columns.
public final class SpectralNorm {

    private SpectralNorm() {}

    /// The estimate; NaN if the vectors do not fit the tensor, or leave nothing to divide by.
    ///
    /// @param weight of two dimensions or more
    /// @param u as long as the axis of outputs: the first, of a transposed convolution the second
    /// @param v as long as all others together
    static double of(Tensor weight, Tensor u, Tensor v) {
        double best = Double.NaN;
        for (int axis = 0; axis < 2; axis++) {
            if (u.count() == weight.shape()[axis] && u.count() * v.count() == weight.count()) {
                double sigma = along(axis, weight, Sums.values(u), Sums.values(v));
                // Where both axes are as long, the right one is where u and v are near singular vectors.
                best = Double.isNaN(best) || Math.abs(sigma) > Math.abs(best) ? sigma : best;
            }
        }
        return best == 0 || Double.isInfinite(best) ? Double.NaN : best;
    }

    private static double along(int axis, Tensor weight, double[] u, double[] v) {
        long[] rest = weight.shape().clone();
        rest[axis] = 1;
        long[] strides = Tensor.rowMajor(rest);
        double[] sum = new double[1];
        int last = rest.length - 1;
        Sums.forEachRow(weight, (position, values) -> {
            long place = 0;
            for (int a = 0; a < last; a++) {
                place += a == axis ? 0 : position[a] * strides[a];
            }
            for (int j = 0; j < values.length; j++) {
                sum[0] += axis == last
                        ? u[j] * values[j] * v[(int) place]
                        : u[(int) position[axis]] * values[j] * v[(int) place + j];
            }
        });
        return sum[0];
    }

    /// A tensor of one element.
    ///
    /// @param rank how many axes it has, all of length 1
    public static Tensor constant(double value, int rank, Arena arena) {
        MemorySegment data = arena.allocate(Double.BYTES, Double.BYTES);
        data.set(JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, value);
        return Tensor.of("constant", DType.F64, Tensor.ones(rank), data);
    }
}
