package eigensweep.natives.gpu;

import eigensweep.linalg.GramKernel;
import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.PhaseClock.Phase;
import eigensweep.natives.gpu.binding.CudaBlas.Placement;
import eigensweep.natives.gpu.binding.CudaBlas.Sum;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The eigenvalues of a Gram matrix in a lane, in [Lane#matrices], or of what a kernel makes of it. It stays as
/// it is: an eigensolver gets a second matrix to destroy.
///
/// @param spectra in float64
/// @param n the order
record GramSpectrum(CudaSpectra spectra, int n) {

    /// Of a scale that has a power of four with a reciprocal.
    private static final int SMALLEST = -511;

    /// Bytes of the device that this takes beside the matrix.
    long bytes() {
        return KernelEvaluation.bytes(n) + spectra.residentBytes(n);
    }

    double[] diagonal() {
        Lane lane = spectra.lane();
        long to = lane.values.atLeast((long) n * Double.BYTES);
        // Every n + 1st entry, as a row.
        lane.place(Precision.F64, new Placement(false, 1, n, gram(), n + 1, to, 1));
        return lane.numbers(to, n, Precision.F64);
    }

    /// The eigenvalues.
    ///
    /// @param kernel what the matrix is turned into before, or null
    /// @return nothing where an entry is not finite
    Optional<Spectrum> of(@Nullable GramKernel kernel) {
        // The matrix is semidefinite: no entry is larger than the largest of the diagonal.
        double largest = kernel == null ? largest(diagonal()) : square(largest(kernel.weights()));
        if (largest == 0) {
            return Optional.of(new Spectrum(new double[n], ""));
        }
        // A power of four: scaling by it, and back, is exact, and no square on the way overflows or vanishes.
        int exponent = Math.max(SMALLEST, Math.floorDiv(Math.getExponent(largest), 2));
        spectra.lane().timed(Phase.GRAM, () -> {
            if (kernel == null) {
                copy(Math.scalb(1.0, -2 * exponent));
            } else {
                new KernelEvaluation(spectra.lane(), n, gram()).evaluate(kernel, exponent);
            }
        });
        Optional<Spectrum> found = spectra.resident(n);
        found.ifPresent(spectrum -> {
            double[] values = spectrum.eigenvalues();
            Arrays.setAll(values, i -> Math.scalb(values[i], 2 * exponent));
        });
        return found;
    }

    private void copy(double factor) {
        Lane lane = spectra.lane();
        lane.add(new Sum(n, n, factor, gram(), 0, gram(), lane.kernel.atLeast((long) n * n * Double.BYTES)));
    }

    private long gram() {
        return spectra.lane().matrices.atLeast((long) n * n * Double.BYTES);
    }

    private static double square(double x) {
        return x * x;
    }

    private static double largest(double @Nullable [] entries) {
        return entries == null ? 1 : Arrays.stream(entries).max().orElse(0);
    }
}
