package eigensweep.linear;

/// Solves `(G + diag) w = b` by conjugate gradients (Hestenes and Stiefel 1952): an oracle that factors nothing.
final class ConjugateGradients {

    private ConjugateGradients() {}

    static double[] solve(double[] g, double[] diagonal, double[] b) {
        int n = b.length;
        double[] w = new double[n];
        double[] r = b.clone();
        double[] p = b.clone();
        double rr = dot(r, r);
        double enough = rr * 1e-28;
        for (int step = 0; step < 50 * n && rr > enough; step++) {
            double[] ap = new double[n];
            for (int i = 0; i < n; i++) {
                ap[i] = diagonal[i] * p[i];
                for (int j = 0; j < n; j++) {
                    ap[i] += g[i * n + j] * p[j];
                }
            }
            double alpha = rr / dot(p, ap);
            for (int i = 0; i < n; i++) {
                w[i] += alpha * p[i];
                r[i] -= alpha * ap[i];
            }
            double next = dot(r, r);
            for (int i = 0; i < n; i++) {
                p[i] = r[i] + next / rr * p[i];
            }
            rr = next;
        }
        return w;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
