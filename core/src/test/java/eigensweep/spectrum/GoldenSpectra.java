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

    /// The eigenvalues WeightWatcher 0.7.7 had: of the kernel, half of those on file, which are not scaled.
    static double[] eigenvalues(String name) {
        return name.startsWith("conv")
                ? Arrays.stream(Golden.eigenvalues(name))
                        .map(lambda -> lambda / 2)
                        .toArray()
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
