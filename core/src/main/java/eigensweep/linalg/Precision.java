package eigensweep.linalg;

/// The arithmetic a spectrum is computed in.
public enum Precision {
    /// float64 throughout.
    F64(0x1p-52),
    /// float32 Gram matrix and eigensolve: for the top of the spectrum only.
    F32(0x1p-23);

    private final double epsilon;

    Precision(double epsilon) {
        this.epsilon = epsilon;
    }

    /// The distance from 1 to the next number.
    public double epsilon() {
        return epsilon;
    }
}
