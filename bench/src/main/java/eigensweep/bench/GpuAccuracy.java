package eigensweep.bench;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backend.Found;
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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How far a backend's numbers are from those of the CPU's float64 route.
///
/// @param precision of the backend
/// @param dAlpha the largest difference of an alpha; null if one could not be fitted
/// @param allowed the largest it may be
/// @param dEigenvalue the largest difference of an eigenvalue, relative to the largest of its matrix
/// @param spectra how many were compared
/// @param left how many of them the backend left to the CPU, of which this says nothing
/// @param dEigenvalueOf the largest difference of an eigenvalue by the type the weights are stored in
record GpuAccuracy(
        Precision precision,
        @Nullable Double dAlpha,
        double allowed,
        double dEigenvalue,
        int spectra,
        int left,
        Map<DType, Double> dEigenvalueOf) {

    private static final int[] ORDERS = {24, 64, 200, 384, 768, 1024, 1500};

    /// Over batches of several shapes in every type that crosses the bus: halves take a way of their own in float32.
    static GpuAccuracy measure(GpuWork work, Precision precision, double allowed, GpuWeights weights) {
        Backend backend = work.backend();
        Backend cpu = Backends.open("openblas").backend();
        double alpha = 0;
        int compared = 0;
        int left = 0;
        Map<DType, Double> byType = new EnumMap<>(DType.class);
        for (int n : ORDERS) {
            List<Matrix> batch = new ArrayList<>();
            for (DType dtype : List.of(DType.F32, DType.BF16, DType.F16)) {
                for (int rows : new int[] {n, 2 * n, 4 * n}) {
                    batch.add(weights.tailed(compared + batch.size(), rows, n, dtype));
                }
            }
            List<Found> found = new ArrayList<>();
            work.time(() -> found.addAll(backend.gramSpectra(batch, new Solve(precision, Method.GRAM, 1))));
            List<double[]> expected = cpu.gramEigenvalues(batch, Solve.DEFAULT);
            for (int k = 0; k < batch.size(); k++) {
                double[] ours = found.get(k).eigenvalues();
                byType.merge(batch.get(k).dtype(), difference(ours, expected.get(k)), Math::max);
                alpha = Math.max(alpha, Math.abs(alpha(ours) - alpha(expected.get(k))));
                left += found.get(k).by().equals(backend.name()) ? 0 : 1;
            }
            compared += batch.size();
        }
        return new GpuAccuracy(
                precision,
                Double.isNaN(alpha) ? null : alpha,
                allowed,
                Collections.max(byType.values()),
                compared,
                left,
                byType);
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

    /// Whether the numbers are those of the CPU, and the backend's own.
    boolean isWell() {
        return dAlpha != null && dAlpha <= allowed && left == 0;
    }

    String markdown() {
        return String.format(
                Locale.ROOT,
                "%s against the CPU's float64 route, %d spectra: largest |d alpha| %.1e (allowed %.0e: %s), eigenvalues"
                        + " %.1e%s (by stored type: %s)%n%n",
                precision,
                spectra,
                dAlpha,
                allowed,
                dAlpha != null && dAlpha <= allowed ? "ok" : "TOO LARGE",
                dEigenvalue,
                left == 0 ? "" : "; " + left + " LEFT TO THE CPU",
                dEigenvalueOf.entrySet().stream()
                        .map(one -> String.format(Locale.ROOT, "%s %.1e", one.getKey(), one.getValue()))
                        .collect(Collectors.joining(", ")));
    }
}
