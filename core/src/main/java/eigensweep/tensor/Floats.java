package eigensweep.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.simd.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads elements that are float32 numbers, or have fewer bits, run by run, in loops over arrays: those over segments
/// are many times slower. The arrays serve one run after the other, since new ones would be in no cache yet.
@FunctionalInterface
interface Floats {

    /// The most elements that are read at a time; a multiple of every block's.
    int RUN = 2048;

    ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Writes `n` neighbours, from `first` on, to the first elements of an array.
    void read(long first, int n, float[] into);

    /// Whether there is a reader for a type.
    static boolean has(DType dtype) {
        return dtype.isExactInFloat32() && dtype != DType.F32;
    }

    /// A reader of the elements of some bytes.
    ///
    /// @param most elements that will be read at a time; [#RUN] are enough
    /// @param kernels suited to the size of the whole they are part of
    static Floats of(MemorySegment data, DType dtype, int most, Kernels kernels) {
        int run = Math.min(most, RUN);
        return switch (dtype) {
            case F16 -> halves(data, new short[run]);
            case BF16 -> upperHalves(data, new short[run]);
            case F8_E4M3 -> looked(data, new byte[run], Elements.E4M3);
            case F8_E5M2 -> looked(data, new byte[run], Elements.E5M2);
            case F8_E4M3FNUZ -> looked(data, new byte[run], Elements.E4M3FNUZ);
            case F8_E5M2FNUZ -> looked(data, new byte[run], Elements.E5M2FNUZ);
            default -> new BlockElements(data, dtype, run, kernels)::read;
        };
    }

    private static Floats halves(MemorySegment data, short[] codes) {
        return (first, n, into) -> {
            MemorySegment.copy(data, BITS16, 2 * first, codes, 0, n);
            for (int i = 0; i < n; i++) {
                into[i] = Float.float16ToFloat(codes[i]);
            }
        };
    }

    private static Floats upperHalves(MemorySegment data, short[] codes) {
        return (first, n, into) -> {
            MemorySegment.copy(data, BITS16, 2 * first, codes, 0, n);
            for (int i = 0; i < n; i++) {
                into[i] = Float.intBitsToFloat(codes[i] << 16);
            }
        };
    }

    private static Floats looked(MemorySegment data, byte[] codes, float[] table) {
        return (first, n, into) -> {
            MemorySegment.copy(data, JAVA_BYTE, first, codes, 0, n);
            for (int i = 0; i < n; i++) {
                into[i] = table[codes[i] & 0xff];
            }
        };
    }
}
