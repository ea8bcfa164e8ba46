package eigensweep.bench;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.PowerLaw;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How far a backend's numbers are from those of the CPU's float64 route.
///
/// @param precision of the backend
/// @param alpha the largest difference of an alpha; NaN if one could not be fitted
/// @param allowed the largest it may be
/// @param eigenvalue the largest difference of an eigenvalue, relative to the largest of its matrix
record GpuAccuracy(Precision precision, double alpha, double allowed, double eigenvalue) {

    private static final int[] ORDERS = {24, 64, 200, 384, 768, 1024, 1500};

    /// Over batches of several shapes in every type that crosses the bus: halves take a way of their own in float32.
    static GpuAccuracy measure(Backend backend, Precision precision, double allowed, GpuWeights weights) {
        Backend cpu = Backends.open("openblas").backend();
        double alpha = 0;
        double eigenvalue = 0;
        int window = 0;
        for (int n : ORDERS) {
            List<Matrix> batch = new ArrayList<>();
            for (DType dtype : List.of(DType.F32, DType.BF16, DType.F16)) {
                for (int rows : new int[] {n, 2 * n, 4 * n}) {
                    batch.add(weights.tailed(window++, rows, n, dtype));
                }
            }
            List<double[]> found = backend.gramEigenvalues(batch, new Solve(precision, Method.GRAM, 1));
            List<double[]> expected = cpu.gramEigenvalues(batch, Solve.DEFAULT);
            for (int k = 0; k < batch.size(); k++) {
                eigenvalue = Math.max(eigenvalue, difference(found.get(k), expected.get(k)));
                alpha = Math.max(alpha, Math.abs(alpha(found.get(k)) - alpha(expected.get(k))));
            }
        }
        return new GpuAccuracy(precision, alpha, allowed, eigenvalue);
    }

    private static double difference(double[] found, double[] expected) {
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        }
        return largest / expected[expected.length - 1];
    }

    private static double alpha(double[] eigenvalues) {
        double[] positive = Arrays.stream(eigenvalues).filter(v -> v > 0).toArray();
        return PowerLaw.fit(positive).map(PowerLawFit::alpha).orElse(Double.NaN);
    }

    /// A line; `scripts/gpu-check` looks for the words that say that it is wrong.
    String markdown() {
        return String.format(
                Locale.ROOT,
                "%s against the CPU's float64 route: largest |d alpha| %.1e (allowed %.0e: %s), eigenvalues %.1e%n%n",
                precision,
                alpha,
                allowed,
                alpha <= allowed ? "ok" : "TOO LARGE",
                eigenvalue);
    }

    /// A member of a JSON object.
    String json() {
        return String.format(
                Locale.ROOT,
                "  \"compare_%s\": {\"d_alpha\": %s, \"allowed\": %.0e, \"d_eigenvalue\": %s}",
                precision.name().toLowerCase(Locale.ROOT),
                GpuCheck.number(alpha),
                allowed,
                GpuCheck.number(eigenvalue));
    }
}
