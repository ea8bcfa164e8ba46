package eigensweep.tensor;

/// Floating-point numbers of 8 bits: a sign, an exponent, a mantissa.
enum SmallFloat {
    /// The "FN" variant of the OCP 8-bit formats: no infinity, only all bits set is NaN.
    E4M3(4, 3, 7),
    /// IEEE 754's rules.
    E5M2(5, 2, 15),
    /// Neither infinity nor a negative zero, whose code is the only NaN (Noune et al. 2022, as in PyTorch).
    E4M3FNUZ(4, 3, 8),
    /// Likewise.
    E5M2FNUZ(5, 2, 16);

    private final int exponentBits;
    private final int mantissaBits;
    private final int bias;

    SmallFloat(int exponentBits, int mantissaBits, int bias) {
        this.exponentBits = exponentBits;
        this.mantissaBits = mantissaBits;
        this.bias = bias;
    }

    /// Every value, by its code.
    float[] decoded() {
        float[] values = new float[256];
        for (int code = 0; code < 128; code++) {
            values[code] = magnitude(code);
            values[code + 128] = -values[code];
        }
        if (isUnsignedZero()) {
            values[128] = Float.NaN;
        }
        return values;
    }

    private boolean isUnsignedZero() {
        return this == E4M3FNUZ || this == E5M2FNUZ;
    }

    private float magnitude(int code) {
        int exponent = code >> mantissaBits;
        int mantissa = code & ((1 << mantissaBits) - 1);
        boolean top = exponent == (1 << exponentBits) - 1;
        if (top && this == E5M2) {
            return mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        }
        if (top && this == E4M3 && mantissa == (1 << mantissaBits) - 1) {
            return Float.NaN;
        }
        float fraction = mantissa / (float) (1 << mantissaBits);
        return exponent == 0 ? Math.scalb(fraction, 1 - bias) : Math.scalb(1 + fraction, exponent - bias);
    }
}
