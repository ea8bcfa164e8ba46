package eigensweep.tensor;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// Element types found in model files, under the names that the safetensors format gives them, and those of ggml
/// under ggml's.
///
/// Weights are of a [floating-point][#isFloating] type. Integers and small floats are codes that mean a weight only
/// together with scales; [Widen] turns both kinds into float64. Types of ggml keep codes and scales together in blocks
/// of neighbours ([#isBlocks]); their elements are the numbers that these stand for.
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
    OTHER(0, Kind.OPAQUE),
    Q1_0(128, 18),
    Q2_0(64, 18),
    Q4_0(32, 18),
    Q4_1(32, 20),
    Q5_0(32, 22),
    Q5_1(32, 24),
    Q8_0(32, 34),
    Q2_K(256, 84),
    Q3_K(256, 110),
    Q4_K(256, 144),
    Q5_K(256, 176),
    Q6_K(256, 210),
    IQ1_S(256, 50),
    IQ1_M(256, 56),
    IQ2_XXS(256, 66),
    IQ2_XS(256, 74),
    IQ2_S(256, 82),
    IQ3_XXS(256, 98),
    IQ3_S(256, 110),
    IQ4_NL(32, 18),
    IQ4_XS(256, 136),
    TQ1_0(256, 54),
    TQ2_0(256, 66),
    MXFP4(32, 17),
    NVFP4(64, 36);

    private static final Map<String, DType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DType::name, dtype -> dtype));

    private final int bits;
    private final Kind kind;
    private final int blockElements;
    private final int blockBytes;

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
        this.blockElements = 1;
        this.blockBytes = bits / 8;
    }

    DType(int blockElements, int blockBytes) {
        this.bits = 0;
        this.kind = Kind.FLOATING;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /// The type of a name; [#OTHER] if there is none.
    public static DType named(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }

    /// Bits an element takes in the file; 0 where elements have no size of their own.
    public int bits() {
        return bits;
    }

    /// Whether an element lies in whole bytes of its own: neither packed with others nor in a block with its
    /// neighbours, so that it can be found, copied and moved by itself.
    public boolean hasOwnBytes() {
        return bits > 0 && bits % Byte.SIZE == 0;
    }

    /// Whether float32 holds every weight of this type exactly.
    public boolean isExactInFloat32() {
        return isFloating() && this != F64;
    }

    /// Bytes an element takes.
    ///
    /// @throws IllegalStateException if it has [none of its own][#hasOwnBytes]
    public int bytes() {
        if (!hasOwnBytes()) {
            throw new IllegalStateException("an element of " + this + " has no bytes of its own");
        }
        return bits / 8;
    }

    /// How far a weight that is kept in this type may be off, relative: half a unit in its last place.
    /// Codes and blocks are taken for the coarsest of them.
    public double relativeError() {
        return switch (this) {
            case F64 -> 0x1p-53;
            case F32 -> 0x1p-24;
            case F16 -> 0x1p-11;
            case BF16 -> 0x1p-9;
            default -> 0x1p-4;
        };
    }

    /// Whether neighbours along the innermost axis are stored in blocks, which only together can be decoded.
    public boolean isBlocks() {
        return blockElements > 1;
    }

    /// Elements a block has: those of one row are a multiple. 1 where there are no blocks.
    public int blockElements() {
        return blockElements;
    }

    /// Bytes a block takes.
    public int blockBytes() {
        return blockBytes;
    }

    /// Bytes that so many elements take, from the first one's or its block's on; 0 where none has a size.
    ///
    /// @throws ArithmeticException if they are more than a `long` counts
    public long bytesOf(long elements) {
        return isBlocks()
                ? Math.multiplyExact(Math.ceilDiv(elements, (long) blockElements), (long) blockBytes)
                : Math.ceilDiv(Math.multiplyExact(elements, (long) bits), (long) Byte.SIZE);
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
