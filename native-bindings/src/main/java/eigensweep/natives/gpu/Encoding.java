package eigensweep.natives.gpu;

import eigensweep.linalg.Precision;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;

/// The form in which elements cross the bus.
enum Encoding {
    F64(8),
    F32(4),
    F16(2),
    BF16(2);

    private final int bytes;

    Encoding(int bytes) {
        this.bytes = bytes;
    }

    static Encoding of(Precision precision) {
        return precision == Precision.F64 ? F64 : F32;
    }

    /// The narrowest form that keeps what the precision needs: the stored one, wherever the elements are used as they
    /// are. Scaled elements and those of 8 bits are exact in float32 (see [eigensweep.tensor.Widen]); a sum with a
    /// low-rank update is not.
    static Encoding of(Matrix matrix, Precision precision) {
        if (matrix.update() != null || matrix.dtype() == DType.F64) {
            return of(precision);
        }
        if (matrix.scale() != 1.0) {
            return F32;
        }
        return matrix.dtype() == DType.F16 ? F16 : matrix.dtype() == DType.BF16 ? BF16 : F32;
    }

    /// Bytes an element takes.
    int bytes() {
        return bytes;
    }
}
