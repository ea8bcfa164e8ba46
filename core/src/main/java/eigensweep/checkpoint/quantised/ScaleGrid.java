package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How scales and offsets lie over the blocks of a quantised weight.
final class ScaleGrid {

    /// The side of a block where nothing says otherwise and the scales are as many as such blocks.
    private static final long USUAL = 128;

    private ScaleGrid() {}

    /// The step that multiplies by scales; null if they fit no blocks of the weight.
    static Step.@Nullable Times times(Tensor weight, Tensor scales, ModelConfig config) {
        Tensor aligned = aligned(weight, scales);
        long[] each = aligned == null ? null : each(weight.shape(), aligned.shape(), config);
        return aligned == null || each == null ? null : new Step.Times(aligned, each);
    }

    /// The step that adds a multiple of offsets; null if they fit no blocks of the weight.
    static Step.@Nullable Plus plus(Tensor weight, Tensor offsets, double factor, ModelConfig config) {
        Tensor aligned = aligned(weight, offsets);
        long[] each = aligned == null ? null : each(weight.shape(), aligned.shape(), config);
        return aligned == null || each == null ? null : new Step.Plus(aligned, factor, each);
    }

    /// Scales under as many axes as the weight has: a scalar, one for each row, or a grid.
    static @Nullable Tensor aligned(Tensor weight, Tensor scales) {
        if (!scales.dtype().isWidenable() || scales.count() == 0) {
            return null;
        }
        int rank = weight.rank();
        if (scales.rank() == rank) {
            return scales;
        }
        long[] shape = Tensor.ones(rank);
        long[] strides = new long[rank];
        if (scales.count() == 1) {
            return scales.viewed(shape, strides);
        }
        if (scales.rank() > rank) {
            return null;
        }
        for (int axis = 0; axis < scales.rank(); axis++) {
            if (scales.shape()[axis] != weight.shape()[axis]) {
                return null; // Fewer axes are rows, each with its own.
            }
            shape[axis] = scales.shape()[axis];
            strides[axis] = scales.strides()[axis];
        }
        return scales.viewed(shape, strides);
    }

    private static long @Nullable [] each(long[] shape, long[] cells, ModelConfig config) {
        long[] told = config.counts("quantization_config.weight_block_size");
        long[] each = new long[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            int toldAt = axis - (shape.length - told.length);
            each[axis] = each(shape[axis], cells[axis], toldAt < 0 ? 0 : told[toldAt]);
            if (each[axis] == 0) {
                return null;
            }
        }
        return each;
    }

    /// How many neighbours share a cell; 0 if the cells are neither one, nor as many, nor blocks of a power of two.
    private static long each(long side, long cells, long told) {
        if (cells == 1) {
            return side;
        }
        if (cells == side) {
            return 1;
        }
        for (long block : new long[] {told, USUAL}) {
            if (block > 0 && Math.ceilDiv(side, block) == cells) {
                return block;
            }
        }
        // Nobody makes blocks of another size, and where they do not fill the side only one power of two can be it.
        for (long block = Long.highestOneBit(side); cells > 0 && block > 1; block /= 2) {
            if (Math.ceilDiv(side, block) == cells) {
                return block;
            }
        }
        return 0;
    }

    /// Whether elements follow each other in memory in the order of their indices.
    static boolean isRowMajor(Tensor tensor) {
        return Arrays.equals(tensor.strides(), Tensor.rowMajor(tensor.shape()));
    }

    /// Codes that are packed along the last axis, one by one.
    ///
    /// @param lanes codes in an element of the packed tensor
    static Tensor unpacked(Tensor packed, DType code, int lanes) {
        long[] shape = packed.shape().clone();
        shape[shape.length - 1] *= lanes;
        return packed.as(code).viewed(shape, Tensor.rowMajor(shape));
    }

    /// Codes that are packed along the last axis, which is then merged with the one before.
    static Tensor merged(Tensor packed, DType code, int lanes) {
        int rank = packed.rank();
        long[] shape = Arrays.copyOf(packed.shape(), rank - 1);
        shape[rank - 2] *= packed.shape()[rank - 1] * lanes;
        return packed.as(code).viewed(shape, Tensor.rowMajor(shape));
    }
}
