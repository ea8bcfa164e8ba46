package eigensweep.tensor;

/// Element types found in model files, under the names the safetensors format gives them.
///
/// The floating-point types up to [#F8_E5M2] can be swept; the others are known so that a file that holds them
/// can be listed, and each tensor of them named with the reason why it is not swept.
public enum DType {
    F64(64),
    F32(32),
    F16(16),
    BF16(16),
    F8_E4M3(8),
    F8_E5M2(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    F6_E2M3(6),
    F6_E3M2(6),
    F4(4),
    I64(64),
    I32(32),
    I16(16),
    I8(8),
    I4(4),
    U64(64),
    U32(32),
    U16(16),
    U8(8),
    U4(4),
    BOOL(8),
    C64(64),
    C128(128),
    STRING(0),
    OTHER(0);

    private final int bits;

    DType(int bits) {
        this.bits = bits;
    }

    /// Bits an element takes in the file; 0 where elements have no fixed size.
    public int bits() {
        return bits;
    }

    /// Bytes an element takes; only for types of whole bytes.
    public int bytes() {
        return bits / 8;
    }

    /// Whether [Widen] turns this type into float64.
    public boolean isWidenable() {
        return compareTo(F8_E5M2) <= 0;
    }
}
