package eigensweep.natives.gpu;

/// Eigenvalues from a device, ascending, or the reason to doubt them.
///
/// @param doubt empty if they can be believed
record Spectrum(double[] eigenvalues, String doubt) {

    /// Of a matrix that no eigensolver was asked about.
    static Spectrum outOfRange(int n) {
        return new Spectrum(new double[n], Invariants.OUT_OF_RANGE);
    }
}
