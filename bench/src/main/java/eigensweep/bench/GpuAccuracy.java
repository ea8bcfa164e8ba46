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
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How far a backend's numbers are from those of the CPU's float64 route.
///
/// @param precision of the backend
/// @param dAlpha the largest difference of an alpha; null if one could not be fitted
/// @param allowed the largest it may be
/// @param dEigenvalue the largest difference of an eigenvalue, relative to the largest of its matrix
/// @param promised the largest difference of an eigenvalue as a part of what [Solve#resolution] promises of its matrix,
///     times four, as in the contract of backends: at most 1
/// @param spectra how many were compared
/// @param left how many of them the backend left to the CPU, of which this says nothing
/// @param dEigenvalueOf the largest difference of an eigenvalue by the type the weights are stored in
record GpuAccuracy(
        Precision precision,
        @Nullable Double dAlpha,
        double allowed,
        double dEigenvalue,
        double promised,
        int spectra,
        int left,
        Map<DType, Double> dEigenvalueOf) {

    private static final int[] ORDERS = {24, 64, 200, 384, 768, 1024, 1500};

    private static final double MARGIN = 4;

    /// What float64 routes differ by.
    private static final double F64_ALLOWED = 1e-8;

    /// What float32 leaves of an alpha: an eigenvalue near the start of a tail, a hundredth of the largest, is
    /// off by the 6e-6 of the largest that an H200's eigensolver is, so by 6e-4 of itself (`docs/cuda.md`).
    private static final double F32_ALLOWED = 5e-4;

    /// The largest differences so far.
    private static final class Tally {
        private final Map<DType, Double> byType = new EnumMap<>(DType.class);
        private double alpha;
        private double promised;
        private int spectra;
        private int left;

        void add(Matrix matrix, Solve solve, Found found, double[] expected, String backend) {
            double difference = difference(found.eigenvalues(), expected);
            byType.merge(matrix.dtype(), difference, Math::max);
            promised = Math.max(
                    promised, difference / (MARGIN * solve.resolution(matrix.largeSide(), matrix.smallSide())));
            alpha = Math.max(alpha, Math.abs(alpha(found.eigenvalues()) - alpha(expected)));
            spectra++;
            left += found.by().equals(backend) ? 0 : 1;
        }

        GpuAccuracy of(Precision precision) {
            return new GpuAccuracy(
                    precision,
                    Double.isNaN(alpha) ? null : alpha,
                    precision == Precision.F64 ? F64_ALLOWED : F32_ALLOWED,
                    Collections.max(byType.values()),
                    promised,
                    spectra,
                    left,
                    byType);
        }
    }

    /// Over batches of several shapes in every type that crosses the bus, by every way there is.
    ///
    /// @param largest bounds the orders, of which the smallest are compared in any case
    /// @param isLate whether no other order may be begun
    /// @param leftOut gets the names of those that were not
    /// @return one for each precision
    static List<GpuAccuracy> measure(
            GpuWork work, int largest, GpuWeights weights, BooleanSupplier isLate, List<String> leftOut) {
        Backend cpu = Backends.open("openblas").backend();
        Map<Precision, Tally> tallies = new EnumMap<>(Precision.class);
        int window = 0;
        for (int n : ORDERS) {
            if (n > Math.max(largest, ORDERS[1])) {
                break;
            }
            if (window > 0 && isLate.getAsBoolean()) {
                leftOut.add("accuracy of order " + n);
                continue;
            }
            List<Matrix> batch = new ArrayList<>();
            for (DType dtype : List.of(DType.F32, DType.BF16, DType.F16)) {
                for (int rows : new int[] {n, 2 * n, 4 * n}) {
                    batch.add(weights.tailed(window++, rows, n, dtype));
                }
            }
            List<double[]> expected = cpu.gramEigenvalues(batch, Solve.DEFAULT);
            for (Solve solve : ways(work.backend(), n)) {
                List<Found> found = new ArrayList<>();
                work.time(() -> {
                    found.addAll(work.backend().gramSpectra(batch, solve));
                    return found.stream().map(Found::by);
                });
                Tally tally = tallies.computeIfAbsent(solve.precision(), none -> new Tally());
                for (int k = 0; k < batch.size(); k++) {
                    tally.add(
                            batch.get(k),
                            solve,
                            found.get(k),
                            expected.get(k),
                            work.backend().name());
                }
            }
        }
        return tallies.entrySet().stream()
                .map(one -> one.getValue().of(one.getKey()))
                .toList();
    }

    private static List<Solve> ways(Backend backend, int n) {
        List<Solve> ways = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            Solve one = new Solve(precision, Method.GRAM, 1);
            ways.add(one);
            if (backend.isBatched(n, one)) {
                ways.add(one.amongMany());
            }
        }
        return ways;
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
        return dAlpha != null && dAlpha <= allowed && promised <= 1 && left == 0;
    }

    String markdown() {
        return String.format(
                Locale.ROOT,
                "%s against the CPU's float64 route, %d spectra: largest |d alpha| %.1e (allowed %.0e: %s), eigenvalues"
                        + " %.1e, %.0f %% of what is promised%s%s (by stored type: %s)%n%n",
                precision,
                spectra,
                dAlpha,
                allowed,
                dAlpha != null && dAlpha <= allowed ? "ok" : "TOO LARGE",
                dEigenvalue,
                100 * promised,
                promised <= 1 ? "" : " TOO LARGE",
                left == 0 ? "" : "; " + left + " LEFT TO THE CPU",
                dEigenvalueOf.entrySet().stream()
                        .map(one -> String.format(Locale.ROOT, "%s %.1e", one.getKey(), one.getValue()))
                        .collect(Collectors.joining(", ")));
    }
}
