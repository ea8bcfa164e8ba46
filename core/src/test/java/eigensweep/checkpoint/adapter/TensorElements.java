package eigensweep.checkpoint.adapter;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;

/// All elements of a tensor, read through the matrices that a sweep reads.
final class TensorElements {

    private TensorElements() {}

    /// The elements in row-major order.
    ///
    /// @param stack whether the matrices are over the last two axes, as those of experts, and not over the
    ///     first two
    static double[] of(Tensor tensor, boolean stack) {
        int rank = tensor.rank();
        int rows = stack ? rank - 2 : 0;
        double[] all = new double[Math.toIntExact(tensor.count())];
        long[] strides = Tensor.rowMajor(tensor.shape());
        long matrices = tensor.count() / tensor.shape()[rows] / tensor.shape()[rows + 1];
        long[] position = new long[rank];
        for (long count = 0; count < matrices; count++) {
            long rest = count;
            int first = 0;
            for (int axis = rank - 1; axis >= 0; axis--) {
                if (axis != rows && axis != rows + 1) {
                    position[axis] = rest % tensor.shape()[axis];
                    rest /= tensor.shape()[axis];
                    first += (int) (position[axis] * strides[axis]);
                }
            }
            Matrix m = tensor.matrix(rows, rows + 1, position, 1.0);
            double[] row = new double[m.columns()];
            for (int i = 0; i < m.rows(); i++) {
                Widen.toF64(m, i, 0, row.length, MemorySegment.ofArray(row), 0);
                for (int j = 0; j < row.length; j++) {
                    all[first + (int) (i * strides[rows] + j * strides[rows + 1])] = row[j];
                }
            }
        }
        return all;
    }
}
