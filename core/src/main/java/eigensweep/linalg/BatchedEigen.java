package eigensweep.linalg;

import eigensweep.simd.SmallEigen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The eigenvalues of many small symmetric matrices of one order, one in each lane of a vector. A library's eigensolver
/// works on one at a time, and on a few hundred rows has too little to do for its blocks and its calls.
///
/// No sweep does: whether it pays is a matter of how many there are (some ten thousand, before its kernels are
/// compiled), which no layer's digits may depend on.
public final class BatchedEigen {

    private BatchedEigen() {}

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
