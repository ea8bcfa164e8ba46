package eigensweep.linalg;

/// The arithmetic a spectrum is computed in.
public enum Precision {
    /// float64 throughout.
    F64(0x1p-52, 1e-8, 1e-8),
    /// float32 Gram matrix and eigensolve: for the top of the spectrum.
    F32(0x1p-23, 1e-4, 1e-3);

    private final double epsilon;
    private final double exponentError;
    private final double error;

    Precision(double epsilon, double exponentError, double error) {
        this.epsilon = epsilon;
        this.exponentError = exponentError;
        this.error = error;
    }

    /// The distance from 1 to the next number.
    public double epsilon() {
        return epsilon;
    }

    /// How far alpha may be off by rounding, relative, where it has a value without a word.
    public double exponentError() {
        return exponentError;
    }

    /// How far all other numbers may be.
    public double error() {
        return error;
    }
}
