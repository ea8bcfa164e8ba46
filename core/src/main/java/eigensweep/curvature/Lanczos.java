package eigensweep.curvature;

import eigensweep.curvature.JacobiMatrix.Eigenpair;
import eigensweep.simd.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Lanczos' iteration (1950) with full reorthogonalisation: `m` products with a symmetric `H` give an
/// orthonormal basis `Q` of a Krylov space and the tridiagonal `T = Q^T H Q`, whose outer eigenvalues are soon
/// those of `H`, and whose spectrum is a Gauss quadrature of the spectral measure of the starting vector. It
/// keeps `m` vectors.
public final class Lanczos {

    private Lanczos() {}

    /// When to stop.
    ///
    /// @param most products at most
    /// @param tolerance of an eigenvalue: the residual `||H x - lambda x||`, which bounds its error, relative to
    ///     the largest `|lambda|`
    /// @param seed of the starting vector
    public record Options(int most, double tolerance, long seed) {
        public Options {
            if (most < 1 || !(tolerance > 0)) {
                throw new IllegalArgumentException(most + " products to a tolerance of " + tolerance);
            }
        }
    }

    /// An eigenvalue and a bound of its error.
    ///
    /// @param value the Ritz value
    /// @param residual `||H x - lambda x||`: an eigenvalue of `H` lies this close
    public record Eigenvalue(double value, double residual) {}

    /// The largest eigenvalues, falling, those of one value counted once.
    ///
    /// @param count how many; fewer come back where `H` has fewer different ones
    /// @throws CurvatureException if they were not found in the products allowed
    public static List<Eigenvalue> largest(HessianVectorProduct hessian, int dimension, int count, Options options) {
        Iteration iteration = new Iteration(hessian, dimension, options.seed(), 0);
        int most = Math.min(options.most(), dimension);
        List<Eigenvalue> found = List.of();
        while (iteration.steps() < most && iteration.advance()) {
            if (iteration.steps() >= count) {
                found = top(iteration, count);
                if (converged(found, iteration, options.tolerance())) {
                    return found;
                }
            }
        }
        found = top(iteration, Math.min(count, iteration.steps()));
        if (iteration.isExhausted() || iteration.steps() == dimension) {
            return found;
        }
        throw new CurvatureException("the " + count + " largest eigenvalues are not known to a relative "
                + options.tolerance() + " after " + most + " products; allow more");
    }

    private static List<Eigenvalue> top(Iteration iteration, int count) {
        double out = iteration.coupling();
        return iteration.matrix().eigenpairs().stream()
                .limit(count)
                .map(pair -> new Eigenvalue(pair.value(), Math.abs(out * pair.last())))
                .toList();
    }

    private static boolean converged(List<Eigenvalue> found, Iteration iteration, double tolerance) {
        double scale = iteration.matrix().eigenpairs().stream()
                .mapToDouble(pair -> Math.abs(pair.value()))
                .max()
                .orElse(0);
        return found.stream().allMatch(eigenvalue -> eigenvalue.residual() <= tolerance * scale);
    }

    /// The spectral density by stochastic Lanczos quadrature (Ubaru, Chen and Saad 2017): the mean over random
    /// vectors of signs of their Gauss quadratures.
    ///
    /// @param vectors how many random vectors
    /// @param steps of Lanczos for each
    public static SpectralDensity density(
            HessianVectorProduct hessian, int dimension, int vectors, int steps, long seed) {
        if (vectors < 1 || steps < 1) {
            throw new IllegalArgumentException(vectors + " vectors of " + steps + " steps");
        }
        List<SpectralDensity.Node> nodes = new ArrayList<>();
        for (int k = 0; k < vectors; k++) {
            Iteration iteration = new Iteration(hessian, dimension, seed, k);
            while (iteration.steps() < Math.min(steps, dimension) && iteration.advance()) {}
            for (Eigenpair pair : iteration.matrix().eigenpairs()) {
                nodes.add(new SpectralDensity.Node(pair.value(), pair.first() * pair.first() / vectors));
            }
        }
        return SpectralDensity.of(dimension, nodes);
    }

    /// One run from one random vector.
    private static final class Iteration {

        private final HessianVectorProduct hessian;
        private final OrthonormalBasis basis;
        private double[] diagonal = new double[0];
        private double[] coupling = new double[0];
        private boolean exhausted;

        Iteration(HessianVectorProduct hessian, int dimension, long seed, int number) {
            this.hessian = hessian;
            this.basis = new OrthonormalBasis(dimension);
            double[] start = new double[dimension];
            Probes.fill(seed, number, start);
            basis.add(start);
        }

        /// One product more; false if the space is exhausted: `T` then has eigenvalues of `H` only.
        boolean advance() {
            if (exhausted) {
                return false;
            }
            double[] q = basis.vectors().getLast();
            double[] next = hessian.times(q);
            int step = diagonal.length;
            diagonal = Arrays.copyOf(diagonal, step + 1);
            coupling = Arrays.copyOf(coupling, step + 1);
            diagonal[step] = Kernels.get().dot(q, 0, next, 0, q.length);
            coupling[step] = basis.add(next);
            exhausted = coupling[step] == 0;
            return true;
        }

        int steps() {
            return diagonal.length;
        }

        /// The length of what the last product added to the space.
        double coupling() {
            return coupling[steps() - 1];
        }

        boolean isExhausted() {
            return exhausted;
        }

        JacobiMatrix matrix() {
            return new JacobiMatrix(diagonal, coupling);
        }
    }
}
