package eigensweep.bench;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Weights to measure with: matrices are windows of one pool of bfloat16, which is more than a cache holds and less
/// than a model.
///
/// @param pool normal numbers
/// @param arena whose memory else is needed
record GpuWeights(MemorySegment pool, Arena arena) {

    private static final long SEED = 7;
    private static final long POOL_BYTES = 1L << 29;

    static GpuWeights in(Arena arena) {
        MemorySegment pool = arena.allocate(POOL_BYTES, 64);
        SyntheticCheckpoint.gaussian(pool, SEED);
        return new GpuWeights(pool, arena);
    }

    /// A matrix of them, one of many.
    Matrix window(long which, int rows, int columns) {
        long elements = (long) rows * columns;
        long most = POOL_BYTES / Short.BYTES - elements;
        return new Matrix(pool, DType.BF16, which * 104_729 % (most + 1), rows, columns, columns, 1, 1.0);
    }

    /// The same in one of three types, with columns scaled by `(1 + j)^-0.5`: a spectrum with a tail, as training
    /// leaves it. Where there is none, the best start of a tail is a coin's toss, and alpha jumps by the last
    /// digit of an eigenvalue.
    Matrix tailed(long which, int rows, int columns, DType dtype) {
        Matrix plain = window(which, rows, columns);
        MemorySegment scaled = arena.allocate((long) dtype.bytes() * rows * columns, 64);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float value = (float) (Widen.at(plain, i, j) / Math.sqrt(1 + j));
                long at = (long) i * columns + j;
                switch (dtype) {
                    case BF16 ->
                        scaled.setAtIndex(ValueLayout.JAVA_SHORT, at, (short) (Float.floatToRawIntBits(value) >>> 16));
                    case F16 -> scaled.setAtIndex(ValueLayout.JAVA_SHORT, at, Float.floatToFloat16(value));
                    default -> scaled.setAtIndex(ValueLayout.JAVA_FLOAT, at, value);
                }
            }
        }
        return new Matrix(scaled, dtype, 0, rows, columns, columns, 1, 1.0);
    }

    /// A tensor of a model.
    Tensor tensor(String name, int rows, int columns, long window) {
        long bytes = (long) Short.BYTES * rows * columns;
        long at = window * 1_048_583 * Short.BYTES % (POOL_BYTES - bytes) / Short.BYTES * Short.BYTES;
        return Tensor.of(name, DType.BF16, new long[] {rows, columns}, pool.asSlice(at, bytes));
    }
}
