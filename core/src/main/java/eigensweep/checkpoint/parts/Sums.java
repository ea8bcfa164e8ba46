package eigensweep.checkpoint.parts;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Sums over blocks of a tensor, in float64, in the order of its elements.
public final class Sums {

    private static final ValueLayout.OfDouble F64 =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Tensor tensor;
    private final long[] each;
    private final long[] shape;
    private final Arena arena;

    /// @param tensor of two dimensions or more
    /// @param each how many neighbours along an axis make a block
    /// @param arena whose memory holds results
    Sums(Tensor tensor, long[] each, Arena arena) {
        this.tensor = tensor;
        this.each = each;
        this.arena = arena;
        this.shape = new long[each.length];
        for (int axis = 0; axis < each.length; axis++) {
            shape[axis] = Math.ceilDiv(tensor.shape()[axis], each[axis]);
        }
    }

    /// What is done with each row of the innermost axis.
    public interface Row {
        void accept(long[] position, double[] values);
    }

    /// Hands on all elements, row by row.
    public static void forEachRow(Tensor tensor, Row action) {
        int rank = tensor.rank();
        int columns = Math.toIntExact(tensor.shape()[rank - 1]);
        double[] values = new double[columns];
        long rows = tensor.count() / columns;
        long[] position = new long[rank];
        for (long r = 0; r < rows; r++) {
            Matrix m = tensor.matrix(rank - 2, rank - 1, position, 1.0);
            Widen.toF64(m, (int) position[rank - 2], 0, columns, MemorySegment.ofArray(values), 0);
            action.accept(position, values);
            for (int axis = rank - 2; axis >= 0 && ++position[axis] == tensor.shape()[axis]; axis--) {
                position[axis] = 0;
            }
        }
    }

    /// `g / sqrt(sum v^2)` for each block, where `g` has one element a block.
    Tensor magnitudesOver(Tensor g) {
        int last = each.length - 1;
        long[] strides = Tensor.rowMajor(shape);
        double[] squares = new double[Math.toIntExact(Tensor.count(shape))];
        forEachRow(tensor, (position, values) -> {
            long block = 0;
            for (int axis = 0; axis < last; axis++) {
                block += position[axis] / each[axis] * strides[axis];
            }
            for (int j = 0; j < values.length; j++) {
                squares[(int) (block + j / each[last])] += values[j] * values[j];
            }
        });
        double[] magnitudes = values(g);
        MemorySegment data = arena.allocate(8L * squares.length, 8);
        for (int i = 0; i < squares.length; i++) {
            data.setAtIndex(F64, i, magnitudes[i] / Math.sqrt(squares[i]));
        }
        return Tensor.of(g.name(), DType.F64, shape, data);
    }

    /// All elements of a tensor, in the order of its indices.
    public static double[] values(Tensor tensor) {
        double[] all = new double[Math.toIntExact(tensor.count())];
        if (tensor.rank() < 2) {
            int stride = tensor.rank() == 0 ? 1 : (int) tensor.strides()[0];
            Matrix row = new Matrix(tensor.data(), tensor.dtype(), 0, 1, all.length, all.length, stride, 1.0);
            Widen.toF64(row, 0, 0, all.length, MemorySegment.ofArray(all), 0);
            return all;
        }
        int[] filled = {0};
        forEachRow(tensor, (position, values) -> {
            System.arraycopy(values, 0, all, filled[0], values.length);
            filled[0] += values.length;
        });
        return all;
    }
}
