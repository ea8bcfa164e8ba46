package eigensweep.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.simd.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How each [DType] is encoded, and nothing about what becomes of its elements. All are little-endian; of two codes
/// in a byte the first is in its lower half. Every type widens to float64 exactly, but for integers beyond 2^53.
/// Types of blocks are in [BlockElements].
final class Elements {

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt BITS32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong BITS64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final float[] E4M3 = SmallFloat.E4M3.decoded();
    static final float[] E5M2 = SmallFloat.E5M2.decoded();
    static final float[] E4M3FNUZ = SmallFloat.E4M3FNUZ.decoded();
    static final float[] E5M2FNUZ = SmallFloat.E5M2FNUZ.decoded();

    /// E2M1, the elements of MXFP4 (OCP Microscaling Formats 1.0, 5.3.3).
    private static final double[] E2M1 = {0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6};

    private static final int E8M0_BIAS = 127;

    private Elements() {}

    /// The element at an index.
    static double at(MemorySegment data, DType dtype, long index) {
        return switch (dtype) {
            case F64 -> data.get(F64, 8 * index);
            case F32 -> data.get(F32, 4 * index);
            case F16 -> Float.float16ToFloat(data.get(BITS16, 2 * index));
            case BF16 -> Float.intBitsToFloat(data.get(BITS16, 2 * index) << 16);
            case F8_E4M3 -> E4M3[octet(data, index)];
            case F8_E5M2 -> E5M2[octet(data, index)];
            case F8_E4M3FNUZ -> E4M3FNUZ[octet(data, index)];
            case F8_E5M2FNUZ -> E5M2FNUZ[octet(data, index)];
            case F8_E8M0 -> octet(data, index) == 0xff ? Double.NaN : Math.scalb(1.0, octet(data, index) - E8M0_BIAS);
            case F4 -> E2M1[nibble(data, index)];
            case I64 -> data.get(BITS64, 8 * index);
            case I32 -> data.get(BITS32, 4 * index);
            case U32 -> Integer.toUnsignedLong(data.get(BITS32, 4 * index));
            case I16 -> data.get(BITS16, 2 * index);
            case U16 -> Short.toUnsignedInt(data.get(BITS16, 2 * index));
            case I8 -> data.get(JAVA_BYTE, index);
            case U8, BOOL -> octet(data, index);
            case I4 -> nibble(data, index) << 28 >> 28;
            case U4 -> nibble(data, index);
            default -> {
                if (!dtype.isBlocks()) {
                    throw new IllegalArgumentException(dtype + " cannot be widened to float64");
                }
                yield BlockElements.at(data, dtype, index);
            }
        };
    }

    private static int octet(MemorySegment data, long index) {
        return data.get(JAVA_BYTE, index) & 0xff;
    }

    private static int nibble(MemorySegment data, long index) {
        return octet(data, index >> 1) >> 4 * (int) (index & 1) & 0xf;
    }

    /// Writes `n` neighbours, from `first` on, to `dst` as float64, from byte `dstByte` on.
    ///
    /// @param kernels suited to the size of the whole they are part of
    static void read(
            MemorySegment data, DType dtype, long first, int n, MemorySegment dst, long dstByte, Kernels kernels) {
        switch (dtype) {
            case F32 -> kernels.f32ToF64(data, 4 * first, dst, dstByte, n);
            case BF16 -> kernels.bf16ToF64(data, 2 * first, dst, dstByte, n);
            case F64 -> MemorySegment.copy(data, F64, 8 * first, dst, JAVA_DOUBLE_UNALIGNED, dstByte, n);
            default -> {
                if (Floats.has(dtype)) {
                    floats(Floats.of(data, dtype, n, kernels), first, n, dst, dstByte, kernels);
                    return;
                }
                for (int i = 0; i < n; i++) {
                    dst.set(JAVA_DOUBLE_UNALIGNED, dstByte + 8L * i, at(data, dtype, first + i));
                }
            }
        }
    }

    private static void floats(Floats floats, long first, int n, MemorySegment dst, long dstByte, Kernels kernels) {
        float[] run = new float[Math.min(n, Floats.RUN)];
        double[] spare = new double[run.length];
        for (int done = 0; done < n; done += run.length) {
            int count = Math.min(run.length, n - done);
            floats.read(first + done, count, run);
            kernels.f32ToF64(run, dst, dstByte + 8L * done, count, spare);
        }
    }
}
