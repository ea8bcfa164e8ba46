package eigensweep.curvature;

import eigensweep.simd.Kernels;
import java.util.ArrayList;
import java.util.List;

/// Orthonormal vectors that are found one after the other, by Gram-Schmidt carried out twice, which leaves them
/// orthogonal
/// to rounding (Giraud et al. 2005).
final class OrthonormalBasis {

    /// What is left of a vector once the others are taken off counts as nothing below this share of it.
    private static final double NEGLIGIBLE = 1e-12;

    private final int dimension;
    private final List<double[]> vectors = new ArrayList<>();

    OrthonormalBasis(int dimension) {
        this.dimension = dimension;
    }

    List<double[]> vectors() {
        return vectors;
    }

    /// Takes off a vector what lies in the space of the others.
    void removeFrom(double[] v) {
        Kernels kernels = Kernels.get();
        for (int pass = 0; pass < 2; pass++) {
            for (double[] q : vectors) {
                kernels.axpy(-kernels.dot(q, 0, v, 0, dimension), q, 0, v, 0, dimension);
            }
        }
    }

    /// Adds the direction of a vector that is new, if there is one.
    ///
    /// @param v destroyed
    /// @return the length of what is new in it; 0 if nothing was added
    double add(double[] v) {
        double before = norm(v);
        removeFrom(v);
        double norm = norm(v);
        if (!(norm > NEGLIGIBLE * before)) {
            return 0;
        }
        for (int i = 0; i < dimension; i++) {
            v[i] /= norm;
        }
        vectors.add(v);
        return norm;
    }

    private double norm(double[] v) {
        return Math.sqrt(Kernels.get().dot(v, 0, v, 0, dimension));
    }
}
