package eigensweep.linalg;

import eigensweep.simd.SmallEigen;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The eigenvalues of many small symmetric matrices of one order, one in each lane of a vector. A library's eigensolver
/// works on one at a time, and on a few hundred rows has too little to do for its blocks and its calls.
public final class BatchedEigen {

    /// Up to this order even the nine slices of a kernel, which fill two vectors of eight lanes badly, are solved
    /// faster here than by a library (PERFORMANCE.md).
    private static final int LARGEST = 128;

    /// Up to this order a matrix is solved in less time than handing it over takes.
    private static final int TINY = 32;

    private BatchedEigen() {}

    /// Whether matrices of this order are better solved here than one by one.
    private static boolean isFor(int n, Solve solve) {
        return n <= LARGEST && !solve.brief() && SmallEigen.lanes() > 1;
    }

    /// How many matrices of this smaller side are best handed over at once on the Gram route.
    public static int batch(int side, Solve solve) {
        if (!isFor(side, solve)) {
            return 1;
        }
        return side <= TINY ? 8 * SmallEigen.lanes() : SmallEigen.lanes();
    }

    /// Eigenvalues of the Gram matrices of a batch, in its order: small ones many at once, the others one by one.
    ///
    /// @param gram the Gram matrix of the smaller side, row-major, its lower triangle valid
    /// @param alone the eigenvalues of one that is not small
    public static List<double[]> ofGrams(
            List<Matrix> batch, Solve solve, Function<Matrix, double[]> gram, Function<Matrix, double[]> alone) {
        Map<Integer, List<Integer>> bySide = new TreeMap<>();
        double[][] eigenvalues = new double[batch.size()][];
        for (int i = 0; i < batch.size(); i++) {
            int side = batch.get(i).smallSide();
            if (isFor(side, solve)) {
                bySide.computeIfAbsent(side, none -> new ArrayList<>()).add(i);
            } else {
                eigenvalues[i] = alone.apply(batch.get(i));
            }
        }
        bySide.forEach((side, places) -> {
            List<double[]> solved = eigenvalues(
                    places.stream().map(place -> gram.apply(batch.get(place))).toList(), side);
            for (int k = 0; k < solved.size(); k++) {
                eigenvalues[places.get(k)] = solved.get(k);
            }
        });
        return List.of(eigenvalues);
    }

    /// The eigenvalues of each matrix, ascending. They do not depend on the other matrices.
    ///
    /// @param matrices `n x n`, row-major, of which the lower triangle is read; finite
    /// @throws SpectrumException if the iteration does not converge
    public static List<double[]> eigenvalues(List<double[]> matrices, int n) {
        int lanes = SmallEigen.lanes();
        double[] a = new double[n * (n + 1) / 2 * lanes];
        double[] values = new double[n * lanes];
        List<double[]> all = new ArrayList<>();
        for (int from = 0; from < matrices.size(); from += lanes) {
            List<double[]> some = matrices.subList(from, Math.min(from + lanes, matrices.size()));
            double[] scales = some.stream()
                    .mapToDouble(matrix -> PowerOfTwo.scale(largest(matrix, n)))
                    .toArray();
            put(some, scales, n, a, lanes);
            if (!SmallEigen.eigenvalues(a, n, values)) {
                throw new SpectrumException("the eigensolver did not converge");
            }
            for (int lane = 0; lane < scales.length; lane++) {
                all.add(take(values, n, lane, lanes, scales[lane]));
            }
        }
        return all;
    }

    private static double largest(double[] matrix, int n) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i * n; j <= i * n + i; j++) {
                largest = Math.max(largest, Math.abs(matrix[j]));
            }
        }
        return largest;
    }

    /// Writes matrices into their lanes, each by its scale; lanes without one are zero.
    private static void put(List<double[]> matrices, double[] scales, int n, double[] a, int lanes) {
        double[][] entries = matrices.toArray(double[][]::new);
        Arrays.fill(a, 0);
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i * n; j <= i * n + i; j++) {
                for (int lane = 0; lane < scales.length; lane++) {
                    a[at + lane] = entries[lane][j] * scales[lane];
                }
                at += lanes;
            }
        }
    }

    private static double[] take(double[] values, int n, int lane, int lanes, double scale) {
        double[] eigenvalues = new double[n];
        for (int i = 0; i < n; i++) {
            eigenvalues[i] = values[i * lanes + lane] / scale;
        }
        Arrays.sort(eigenvalues);
        return eigenvalues;
    }
}
