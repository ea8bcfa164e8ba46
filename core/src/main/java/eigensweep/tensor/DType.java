package eigensweep.tensor;

/// Element types found in model files, under the names the safetensors format gives them.
///
/// Weights are of a [floating-point][#isFloating] type. Integers and small floats are codes that mean a weight only
/// together with scales; [Widen] turns both kinds into float64.
public enum DType {
    F64(64, Kind.FLOATING),
    F32(32, Kind.FLOATING),
    F16(16, Kind.FLOATING),
    BF16(16, Kind.FLOATING),
    F8_E4M3(8, Kind.FLOATING),
    F8_E5M2(8, Kind.FLOATING),
    F8_E4M3FNUZ(8, Kind.FLOATING),
    F8_E5M2FNUZ(8, Kind.FLOATING),
    F8_E8M0(8, Kind.CODE),
    F6_E2M3(6, Kind.OPAQUE),
    F6_E3M2(6, Kind.OPAQUE),
    F4(4, Kind.CODE),
    I64(64, Kind.CODE),
    I32(32, Kind.CODE),
    I16(16, Kind.CODE),
    I8(8, Kind.CODE),
    I4(4, Kind.CODE),
    U64(64, Kind.OPAQUE),
    U32(32, Kind.CODE),
    U16(16, Kind.CODE),
    U8(8, Kind.CODE),
    U4(4, Kind.CODE),
    BOOL(8, Kind.CODE),
    C64(64, Kind.OPAQUE),
    C128(128, Kind.OPAQUE),
    STRING(0, Kind.OPAQUE),
    OTHER(0, Kind.OPAQUE);

    private final int bits;
    private final Kind kind;

    private enum Kind {
        /// A number that can be a weight by itself.
        FLOATING,
        /// A number that [Widen] knows, but that stands for something else: an index, a flag, a quantised weight.
        CODE,
        /// Known by name alone, so that a file that holds them can be listed.
        OPAQUE
    }

    DType(int bits, Kind kind) {
        this.bits = bits;
        this.kind = kind;
    }

    /// Bits an element takes in the file; 0 where elements have no fixed size.
    public int bits() {
        return bits;
    }

    /// Bytes an element takes; only for types of whole bytes.
    public int bytes() {
        return bits / 8;
    }

    /// Whether elements are floating-point numbers that can be weights as they are.
    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /// Whether [Widen] turns this type into float64.
    public boolean isWidenable() {
        return kind != Kind.OPAQUE;
    }
}
