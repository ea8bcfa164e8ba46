package eigensweep.natives.gpu.binding;

import eigensweep.linalg.Precision;
import eigensweep.tensor.Matrix;

/// The form in which elements cross the bus.
public enum Encoding {
    F64(8),
    F32(4),
    F16(2),
    BF16(2);

    private final int bytes;

    Encoding(int bytes) {
        this.bytes = bytes;
    }

    /// That of the arithmetic itself.
    public static Encoding of(Precision precision) {
        return precision == Precision.F64 ? F64 : F32;
    }

    /// The narrowest form that keeps what the precision needs: the stored one, wherever the elements are used as
    /// they are. Those of 8 bits and of blocks are exact in float32; products and sums, scaled elements among them,
    /// are not.
    public static Encoding of(Matrix matrix, Precision precision) {
        if (!matrix.isStored() || matrix.scale() != 1.0) {
            return of(precision);
        }
        return switch (matrix.dtype()) {
            case F16 -> F16;
            case BF16 -> BF16;
            default -> matrix.dtype().isExactInFloat32() ? F32 : of(precision);
        };
    }

    /// Bytes an element takes.
    public int bytes() {
        return bytes;
    }
}
