package eigensweep.linalg;

import org.jspecify.annotations.Nullable;

/// What a kernel makes of a Gram matrix `G`, as data: so that a backend may evaluate it where the matrix is,
/// each in its own way, and the definition is here.
public sealed interface GramKernel {

    /// Entry `i, j` of the kernel matrix, with its weights.
    ///
    /// @param product `g_ij`
    default double at(int i, int j, double product) {
        double[] w = weights();
        double similarity = similarity(i, j, product);
        return w == null ? similarity : similarity * w[i] * w[j];
    }

    /// The same without weights.
    double similarity(int i, int j, double product);

    /// `w`: every entry is multiplied by `w_i w_j`; null for all 1.
    double @Nullable [] weights();

    /// `exp(-(g_ii + g_jj - 2 g_ij) / (2 s^2)) w_i w_j`: the Gaussian of the distance of samples `i` and `j`.
    ///
    /// @param bandwidth `s`, positive
    /// @param squares the diagonal of `G`
    record Gaussian(double bandwidth, double[] squares, double @Nullable [] weights) implements GramKernel {

        @Override
        public double similarity(int i, int j, double product) {
            double distance = squares[i] + squares[j] - 2 * product;
            return i == j ? 1 : Math.exp(-Math.max(0, distance) / (2 * bandwidth * bandwidth));
        }
    }

    /// `k_ij / sqrt(k_ii k_jj) w_i w_j` with `k_ij = (g g_ij + c)^p`.
    ///
    /// @param function `k`
    /// @param squares the diagonal of `G`
    /// @param roots `sqrt(k_ii)`, positive and finite
    record Polynomial(Power function, double[] squares, double[] roots, double @Nullable [] weights)
            implements GramKernel {

        /// `(g x + c)^p`.
        ///
        /// @param degree `p`, at least 1
        /// @param factor `g`, not negative
        /// @param offset `c`, not negative
        public record Power(int degree, double factor, double offset) {

            /// The value at `x`.
            public double of(double x) {
                return Math.pow(factor * x + offset, degree);
            }
        }

        /// The kernel of samples with these squared lengths.
        public static Polynomial of(Power function, double[] squares, double @Nullable [] weights) {
            double[] roots = new double[squares.length];
            for (int i = 0; i < roots.length; i++) {
                roots[i] = Math.sqrt(function.of(squares[i]));
            }
            return new Polynomial(function, squares, roots, weights);
        }

        @Override
        public double similarity(int i, int j, double product) {
            return function.of(product) / (roots[i] * roots[j]);
        }
    }
}
