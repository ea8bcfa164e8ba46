package eigensweep.hdf5;

import eigensweep.tensor.DType;

/// The type of an element (specification, IV.A.2.d).
///
/// @param kind what it is for the file
/// @param bytes an element takes
/// @param dtype what it is for us; [DType#OTHER] if it is no number that we know
/// @param reversed whether the highest byte of a number comes first
/// @param words what people call it
record Datatype(Kind kind, long bytes, DType dtype, boolean reversed, String words) {

    enum Kind {
        NUMBER,
        TEXT,
        /// Text of any length, which is in a heap; the element says where.
        TEXT_IN_HEAP,
        OPAQUE,
        OTHER
    }

    private static final String COMPLEX = "complex numbers, of whose matrices no singular values are computed";

    static Datatype read(Cursor message) {
        int classAndVersion = message.u8();
        long bits = message.number(3);
        long bytes = message.u32();
        return switch (classAndVersion & 0xf) {
            case 0 -> integer(message, bits, bytes);
            case 1 -> floating(message, bits, bytes);
            case 3 -> new Datatype(Kind.TEXT, bytes, DType.STRING, false, "text");
            case 5 -> new Datatype(Kind.OPAQUE, bytes, DType.OTHER, false, "opaque elements of " + bytes + " bytes");
            case 8 -> enumeration(message, bits, bytes);
            case 9 ->
                (bits & 0xf) == 1
                        ? new Datatype(Kind.TEXT_IN_HEAP, bytes, DType.STRING, false, "text")
                        : other(bytes, "sequences of various lengths");
            case 2 -> other(bytes, "times");
            case 4 -> other(bytes, "bit fields");
            case 6 -> other(bytes, isComplex(message, bits) ? COMPLEX : "compound elements");
            case 7 -> other(bytes, "references");
            case 10 -> other(bytes, "arrays as elements");
            case 11 -> other(bytes, COMPLEX);
            default -> other(bytes, "elements of a type that is not known");
        };
    }

    /// What h5py makes of a complex number: two members, of which the first is called r.
    private static boolean isComplex(Cursor properties, long bits) {
        return (bits & 0xffff) == 2 && properties.u8() == 'r' && properties.u8() == 0;
    }

    private static Datatype other(long bytes, String words) {
        return new Datatype(Kind.OTHER, bytes, DType.OTHER, false, words);
    }

    private static Datatype integer(Cursor properties, long bits, long bytes) {
        boolean whole = properties.u16() == 0 && properties.u16() == Byte.SIZE * bytes;
        boolean signed = (bits & 1 << 3) != 0;
        DType dtype = !whole
                ? DType.OTHER
                : switch ((int) bytes) {
                    case 1 -> signed ? DType.I8 : DType.U8;
                    case 2 -> signed ? DType.I16 : DType.U16;
                    case 4 -> signed ? DType.I32 : DType.U32;
                    case 8 -> signed ? DType.I64 : DType.U64;
                    default -> DType.OTHER;
                };
        return number(bytes, dtype, (bits & 1) != 0, "integers of an unusual size, which are not read");
    }

    /// Where sign, exponent and mantissa are decides what it is: bfloat16 has no name of its own here.
    private static Datatype floating(Cursor properties, long bits, long bytes) {
        boolean whole = properties.u16() == 0 && properties.u16() == Byte.SIZE * bytes;
        int exponentAt = properties.u8();
        int exponentBits = properties.u8();
        int mantissaAt = properties.u8();
        int mantissaBits = properties.u8();
        long bias = properties.u32();
        long sign = bits >> 8 & 0xff;
        boolean vax = (bits & 1 << 6) != 0;
        boolean ieee = whole
                && !vax
                && (bits >> 4 & 3) == 2
                && mantissaAt == 0
                && exponentAt == mantissaBits
                && sign == exponentAt + exponentBits
                && sign == Byte.SIZE * bytes - 1
                && bias == (1L << exponentBits - 1) - 1;
        DType dtype = !ieee
                ? DType.OTHER
                : switch (exponentBits << 8 | mantissaBits) {
                    case 5 << 8 | 10 -> DType.F16;
                    case 8 << 8 | 7 -> DType.BF16;
                    case 8 << 8 | 23 -> DType.F32;
                    case 11 << 8 | 52 -> DType.F64;
                    default -> DType.OTHER;
                };
        return number(
                bytes,
                dtype,
                (bits & 1) != 0,
                "floating-point numbers of " + bytes + " bytes and an unusual kind, which are not read");
    }

    private static Datatype number(long bytes, DType dtype, boolean reversed, String otherwise) {
        return dtype == DType.OTHER
                ? other(bytes, otherwise)
                : new Datatype(Kind.NUMBER, bytes, dtype, reversed && bytes > 1, dtype.name());
    }

    /// Names for integers; with two of them and one byte, what h5py makes of a Boolean.
    private static Datatype enumeration(Cursor properties, long bits, long bytes) {
        boolean ofIntegers = (properties.copy().u8() & 0xf) == 0;
        if (!ofIntegers) {
            return other(bytes, "enumerations");
        }
        Datatype base = read(properties);
        boolean flags = (bits & 0xffff) == 2 && bytes == 1;
        return base.bytes() != bytes || !flags ? base : new Datatype(Kind.NUMBER, 1, DType.BOOL, false, "BOOL");
    }
}
