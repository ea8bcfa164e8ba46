package eigensweep.linear;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.simd.Kernels;

/// Least squares `min norm(y - X w)^2` and its regularised forms, with `G = X^T X = V Lambda V^T` and `q = V^T
/// X^T y` (PAPER F9 to F11).
public final class LeastSquares {

    private static final double EPSILON = 0x1p-52;

    /// Powers of two up to this one can be multiplied by each other three times.
    private static final int LARGEST_EXPONENT = 300;

    private final DesignMatrix x;
    private final double[] y;
    private final double[] gram;
    private final double[] xy;
    private final EigenDecomposition eigen;
    private final double[] q;
    private final Backend backend;
    private final Solve solve;

    /// @param x the data
    /// @param y the target, a number a row, finite, not all 0
    /// @param backend who computes eigenvalues
    /// @throws SpectrumException if products of the numbers leave the range of float64
    public LeastSquares(DesignMatrix x, double[] y, Backend backend, Solve solve) {
        if (y.length != x.rows()) {
            throw new IllegalArgumentException(x.rows() + " rows and " + y.length + " targets");
        }
        for (int i = 0; i < y.length; i++) {
            if (!Double.isFinite(y[i])) {
                throw new IllegalArgumentException("target " + (i + 1) + " is " + y[i]);
            }
        }
        if (largest(y) == 0) {
            throw new IllegalArgumentException("the target is 0 everywhere");
        }
        checkRange("the data", x.values());
        checkRange("the target", y);
        this.x = x;
        this.y = y.clone();
        this.backend = backend;
        this.solve = solve;
        this.gram = x.gram();
        this.xy = x.transposeTimes(y);
        this.eigen = EigenDecomposition.of(gram, d());
        this.q = new double[d()];
        for (int i = 0; i < d(); i++) {
            q[i] = Kernels.get().dot(eigen.vectors()[i], 0, xy, 0, d());
        }
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /// Everything here is a sum of products of three numbers at most, and scaling is no matter of taste where there is
    /// weight decay.
    private static void checkRange(String what, double[] values) {
        double largest = largest(values);
        if (largest > 0 && Math.abs(Math.getExponent(largest)) > LARGEST_EXPONENT) {
            throw new SpectrumException(what + " has no number beyond " + largest
                    + ", and products of such leave the range of float64; rescale it (and weight decay by the square of"
                    + " that, if it is the data)");
        }
    }

    private int d() {
        return x.columns();
    }

    /// The eigenvalues of `X^T X`, ascending, by the backend.
    public double[] eigenvalues() {
        return backend.symmetricEigenvalues(gram, d(), solve);
    }

    /// `tr X^T X`.
    public double trace() {
        return x.inner(x);
    }

    /// The standard deviation of the features' squared lengths by their mean: how far `Gamma^2` is from a
    /// multiple of the identity.
    public double unevenness() {
        double mean = trace() / d();
        double squares = 0;
        for (int j = 0; j < d(); j++) {
            double deviation = gram[j * d() + j] - mean;
            squares += deviation * deviation;
        }
        return Math.sqrt(squares / d()) / mean;
    }

    /// How many eigenvalues of `X^T X` are not 0 to rounding.
    public int rank() {
        int rank = 0;
        for (double value : eigen.values()) {
            rank += isZero(value) ? 0 : 1;
        }
        return rank;
    }

    private boolean isZero(double eigenvalue) {
        double[] values = eigen.values();
        return eigenvalue <= Math.max(x.rows(), d()) * EPSILON * values[values.length - 1];
    }

    /// F9: `w = V Lambda^-1 q`, so that `w^T w = sum_i q_i^2 / lambda_i^2`; where `X` lacks rank, the shortest
    /// of the solutions, with the sum over the eigenvalues that are not 0.
    public Solution ordinary() {
        return solution("least squares", "X^T X w = X^T y", spectral(0), eigenvalues());
    }

    /// F10: `w = V (Lambda + a I)^-1 q`.
    ///
    /// @param a the weight decay, above 0
    public Solution ridge(double a) {
        require(a > 0, "a ridge of " + a + "; it is above 0");
        return solution("ridge", "(X^T X + a I) w = X^T y", spectral(a), shifted(a));
    }

    /// F11 as written: `w = (X^T X + (1 - p) Gamma^2)^-1 X^T y` with `Gamma^2 = diag(X^T X)`.
    ///
    /// @param p the paper's keep probability, in (0, 1)
    /// @throws SingularMatrixException if a feature is 0 everywhere
    public Solution dropout(double p) {
        return dropped("dropout", "(X^T X + (1 - p) Gamma^2) w = X^T y", p, 1 - p);
    }

    /// The minimiser of the mean of `norm(y - (X o M / p) w)^2` over masks `M`: each entry is kept with
    /// probability `p` and divided by it. `w = (X^T X + ((1 - p) / p) Gamma^2)^-1 X^T y` (Srivastava et al.
    /// 2014, section 9.1).
    ///
    /// @param p the keep probability, in (0, 1)
    /// @throws SingularMatrixException if a feature is 0 everywhere
    public Solution maskedDropout(double p) {
        return dropped("dropout, by masks", "(X^T X + (1 - p) / p Gamma^2) w = X^T y", p, (1 - p) / p);
    }

    private Solution dropped(String name, String equation, double p, double factor) {
        require(p > 0 && p < 1, "a keep probability of " + p + "; it lies between 0 and 1");
        double[] matrix = gram.clone();
        for (int j = 0; j < d(); j++) {
            if (matrix[j * d() + j] == 0) {
                throw new SingularMatrixException(
                        "feature " + (j + 1) + " is 0 everywhere: dropout leaves its weight open");
            }
            matrix[j * d() + j] *= 1 + factor;
        }
        double[] w = new Cholesky(matrix, d()).solve(xy);
        return solution(name, equation, w, backend.symmetricEigenvalues(matrix, d(), solve));
    }

    /// F11 as the paper diagonalises it, `(1 - p) Gamma^2` taken for a multiple of the identity: `w = V (Lambda
    /// + c I)^-1 q` with `c = (1 - p) tr(Gamma^2) / d`, the nearest one. The same as [#dropout] only if all
    /// features have the same length.
    ///
    /// @param p the paper's keep probability, in (0, 1)
    public Solution diagonalDropout(double p) {
        require(p > 0 && p < 1, "a keep probability of " + p + "; it lies between 0 and 1");
        double c = (1 - p) * trace() / d();
        return solution("dropout, diagonal", "(X^T X + c I) w = X^T y, c = (1 - p) tr / d", spectral(c), shifted(c));
    }

    /// `V (Lambda + a I)^-1 q`, without the directions that have no inverse.
    private double[] spectral(double a) {
        double[] w = new double[d()];
        for (int i = 0; i < d(); i++) {
            double lambda = isZero(eigen.values()[i]) ? 0 : eigen.values()[i];
            if (lambda + a > 0) {
                Kernels.get().axpy(q[i] / (lambda + a), eigen.vectors()[i], 0, w, 0, d());
            }
        }
        return w;
    }

    private double[] shifted(double a) {
        double[] values = eigenvalues();
        for (int i = 0; i < values.length; i++) {
            values[i] += a;
        }
        return values;
    }

    private Solution solution(String name, String equation, double[] w, double[] eigenvalues) {
        double squared = 0;
        double largest = 0;
        for (double weight : w) {
            squared += weight * weight;
            largest = Math.max(largest, Math.abs(weight));
        }
        double[] fitted = x.times(w);
        double residual = 0;
        double total = 0;
        for (int i = 0; i < y.length; i++) {
            residual += (y[i] - fitted[i]) * (y[i] - fitted[i]);
            total += y[i] * y[i];
        }
        return new Solution(name, equation, squared, largest, residual / total, eigenvalues, w);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
