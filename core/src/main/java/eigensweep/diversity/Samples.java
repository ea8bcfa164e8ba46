package eigensweep.diversity;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Samples whose similarities are known: what a Vendi Score is computed from.
public sealed interface Samples permits VectorSamples, KernelSamples, TextSamples {

    /// The largest kernel whose eigenvalues are computed: 3 GB, and minutes.
    int LARGEST_KERNEL = 20_000;

    /// What people call them: mostly a file.
    String name();

    /// How many there are, `n`.
    int size();

    /// How many dimensions they have, `d`, or null if they have none.
    @Nullable
    Integer dimension();

    /// Some of them, in an order of their own.
    Samples select(int[] chosen);

    /// The eigenvalues of the matrix of `k(i, j) sqrt(p_i p_j)`.
    ///
    /// @param weights `p`, one a sample, none negative, or null for all equal; their scale is nothing
    Eigenvalues eigenvalues(double @Nullable [] weights, Run run);

    /// Eigenvalues, not scaled.
    ///
    /// @param values ascending
    /// @param form of which matrix
    /// @param resolution what rounding leaves of an eigenvalue that is 0, relative to the largest
    record Eigenvalues(double[] values, Form form, double resolution) {}

    /// `sqrt(p_i)`, or 1 for all.
    static double root(double @Nullable [] weights, int i) {
        return weights == null ? 1 : Math.sqrt(weights[i]);
    }

    /// The same for all samples; null for all 1.
    static double @Nullable [] roots(double @Nullable [] weights) {
        return weights == null ? null : Arrays.stream(weights).map(Math::sqrt).toArray();
    }

    /// @throws DiversityException if the eigenvalues of a matrix this large are not computed
    static int checkOrder(String name, long order, String instead) {
        if (order > LARGEST_KERNEL) {
            throw new DiversityException(
                    name,
                    "the eigenvalues of a " + order + " x " + order + " matrix are needed; exact kernels end at "
                            + LARGEST_KERNEL + ": " + instead);
        }
        return (int) order;
    }
}
