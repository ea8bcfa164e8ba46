package eigensweep.curvature;

import eigensweep.linalg.SpectrumException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A symmetric tridiagonal matrix `T` as Lanczos makes it.
///
/// @param diagonal `m` entries
/// @param coupling entry `i` couples `i` and `i + 1`; entry `m - 1` leads out of the matrix
record JacobiMatrix(double[] diagonal, double[] coupling) {

    private static final int MOST_STEPS = 60;

    /// An eigenvalue, with the first and the last component of its eigenvector of length 1.
    record Eigenpair(double value, double first, double last) {}

    /// All of them, by falling eigenvalue: the implicit QL iteration with Wilkinson's shift, whose rotations are
    /// applied to
    /// the first and the last row of the eigenvectors alone (Golub and Welsch 1969).
    ///
    /// @throws SpectrumException if it does not converge
    List<Eigenpair> eigenpairs() {
        int m = diagonal.length;
        double[] d = diagonal.clone();
        double[] e = coupling.clone();
        e[m - 1] = 0;
        double[] first = new double[m];
        double[] last = new double[m];
        first[0] = 1;
        last[m - 1] = 1;
        for (int l = 0; l < m; l++) {
            int steps = 0;
            for (int k = deflation(d, e, l); k > l; k = deflation(d, e, l)) {
                if (++steps > MOST_STEPS) {
                    throw new SpectrumException("the eigenvalues of a tridiagonal matrix did not converge");
                }
                step(d, e, l, k, first, last);
            }
        }
        List<Eigenpair> pairs = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            pairs.add(new Eigenpair(d[i], first[i], last[i]));
        }
        pairs.sort(Comparator.comparingDouble(Eigenpair::value).reversed());
        return pairs;
    }

    private static int deflation(double[] d, double[] e, int l) {
        int k = l;
        while (k < d.length - 1 && Math.abs(e[k]) > Math.ulp(Math.abs(d[k]) + Math.abs(d[k + 1]))) {
            k++;
        }
        return k;
    }

    private static void step(double[] d, double[] e, int l, int k, double[] first, double[] last) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[k] - d[l] + e[l] / (g + Math.copySign(Math.hypot(g, 1), g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = k - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            double r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[k] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            double t = (d[i] - g) * s + 2 * c * b;
            p = s * t;
            d[i + 1] = g + p;
            g = c * t - b;
            rotate(first, i, c, s);
            rotate(last, i, c, s);
        }
        d[l] -= p;
        e[l] = g;
        e[k] = 0;
    }

    private static void rotate(double[] row, int i, double c, double s) {
        double next = row[i + 1];
        row[i + 1] = s * row[i] + c * next;
        row[i] = c * row[i] - s * next;
    }
}
