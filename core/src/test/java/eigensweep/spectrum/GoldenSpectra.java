package eigensweep.spectrum;

import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Golden;
import java.util.Arrays;
import java.util.List;

/// Spectra behind WeightWatcher's tables.
final class GoldenSpectra {

    private GoldenSpectra() {}

    /// The eigenvalues WeightWatcher had. Those of the kernel on file are not scaled; it scales in float32, and so has
    /// others than half of them.
    static double[] eigenvalues(String name) {
        return name.startsWith("conv")
                ? of(Golden.weights(name, Math.sqrt(0.5))).eigenvalues()
                : Golden.eigenvalues(name);
    }

    /// The spectrum of matrices of one shape, pooled.
    static Spectrum of(List<Matrix> matrices) {
        double[] pooled = new JavaBackend()
                .gramEigenvalues(matrices, Solve.DEFAULT).stream()
                        .flatMapToDouble(Arrays::stream)
                        .sorted()
                        .toArray();
        Matrix matrix = matrices.getFirst();
        return new Spectrum(pooled, matrix.largeSide(), matrix.smallSide(), 1e-13, false);
    }
}
