package eigensweep.diversity;

import eigensweep.diversity.Similarity.Cosine;
import eigensweep.diversity.Similarity.Linear;
import eigensweep.diversity.Similarity.Pixel;
import eigensweep.diversity.Similarity.Polynomial;
import eigensweep.diversity.Similarity.Rbf;
import eigensweep.linalg.GramKernel;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Solve;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Samples that are vectors, and how similar two of them are.
///
/// @param vectors the samples
/// @param similarity with nothing left to be found from the data
/// @param features stands in for the kernel where there are too many samples for it, or null
public record VectorSamples(
        Vectors vectors, Similarity similarity, @Nullable FourierFeatures features) implements Samples {

    /// Powers of two up to this one have squares and sums that float64 holds.
    private static final int ORDINARY = 400;

    /// Vectors and a similarity; a bandwidth or factor that is to follow from the data is found.
    ///
    /// @param features how many random Fourier features stand in for a Gaussian kernel of more than
    ///     [#LARGEST_KERNEL] samples, and their seed
    public static VectorSamples of(Vectors given, Similarity similarity, FourierFeatures.Options features) {
        Vectors vectors = given.scaled();
        return switch (similarity) {
            case Rbf rbf -> {
                Rbf found = rbf.bandwidth() == Rbf.MEDIAN ? new Rbf(Distances.median(vectors) / vectors.unit()) : rbf;
                yield new VectorSamples(
                        vectors,
                        found,
                        vectors.size() <= LARGEST_KERNEL ? null : FourierFeatures.draw(features, vectors, found));
            }
            case Polynomial p
            when p.gamma() == Polynomial.PER_DIMENSION ->
                new VectorSamples(vectors, new Polynomial(p.degree(), 1.0 / vectors.dimension(), p.offset()), null);
            default -> new VectorSamples(vectors, similarity, null);
        };
    }

    @Override
    public String name() {
        return vectors.name();
    }

    @Override
    public int size() {
        return vectors.size();
    }

    @Override
    public Integer dimension() {
        return vectors.dimension();
    }

    @Override
    public VectorSamples select(int[] chosen) {
        return new VectorSamples(vectors.select(chosen), similarity, features);
    }

    /// Of which matrix the eigenvalues are computed: the smaller one, where both have them.
    public Form form() {
        if (features != null) {
            return Form.FEATURES;
        }
        return switch (similarity) {
            case Cosine c -> smaller();
            case Pixel p -> smaller();
            case Linear l -> smaller();
            case Rbf r -> Form.KERNEL;
            case Polynomial p -> Form.KERNEL;
        };
    }

    private Form smaller() {
        return vectors.dimension() < size() ? Form.PRIMAL : Form.DUAL;
    }

    @Override
    public Eigenvalues eigenvalues(double @Nullable [] weights, Run run) {
        if (features != null) {
            return features.eigenvalues(vectors, weights, run);
        }
        return switch (similarity) {
            case Cosine c -> products(weights, run);
            case Pixel p -> products(weights, run);
            case Linear l -> products(weights, run);
            case Rbf rbf -> gaussian(rbf, weights, run);
            case Polynomial polynomial -> polynomial(polynomial, weights, run);
        };
    }

    private Eigenvalues products(double @Nullable [] weights, Run run) {
        int n = size();
        int d = vectors.dimension();
        Form form = smaller();
        int order = Samples.checkOrder(name(), Math.min(n, d), "take fewer samples, or fewer dimensions");
        try (GramSum gram = run.backend().gramSum(order, run.threads())) {
            if (form == Form.PRIMAL) {
                Products.primal(vectors, (i, values, at) -> scale(i, values, at, weights), gram, run.listener());
            } else {
                double[] factors = new double[n];
                Products.forEach(vectors, (i, values, at) -> factors[i] = factor(i, values, at, weights));
                Products.dual(vectors, factors, null, gram, run.listener());
            }
            return solved(gram, form, Math.max(n, d), run);
        }
    }

    private void scale(int sample, double[] values, int at, double @Nullable [] weights) {
        double factor = factor(sample, values, at, weights);
        int end = at + vectors.dimension();
        for (int j = at; j < end; j++) {
            values[j] *= factor;
        }
    }

    private double factor(int sample, double[] values, int at, double @Nullable [] weights) {
        double root = Samples.root(weights, sample);
        if (similarity instanceof Linear) {
            checkFinite(sample, values, at);
            return root;
        }
        return root * vectors.perLength(sample, values, at);
    }

    private void checkFinite(int sample, double[] values, int at) {
        vectors.checkFinite(sample, Vectors.squaredLength(values, at, vectors.dimension()));
    }

    private Eigenvalues gaussian(Rbf rbf, double @Nullable [] weights, Run run) {
        double[] centre = new double[vectors.dimension()];
        Products.forEach(vectors, (i, values, at) -> {
            checkFinite(i, values, at);
            for (int j = 0; j < centre.length; j++) {
                centre[j] += values[at + j] / size();
            }
        });
        double bandwidth = rbf.bandwidth() * vectors.unit();
        double[] roots = Samples.roots(weights);
        // Distances do not change with the origin, and lose least with it in the middle.
        return kernel(centre, run, gram -> {
            double[] squares = gram.diagonal();
            if (Distances.areLost(squares, bandwidth)) {
                gram.map((i, row) -> Arrays.fill(row, i, row.length, 0));
                Distances.gaussians(vectors, bandwidth, roots, gram, run.listener());
            } else {
                gram.apply(new GramKernel.Gaussian(bandwidth, squares, roots));
            }
        });
    }

    private Eigenvalues polynomial(Polynomial polynomial, double @Nullable [] weights, Run run) {
        Products.forEach(vectors, this::checkFinite);
        return kernel(null, run, gram -> {
            double[] squares = gram.diagonal();
            GramKernel.Polynomial kernel =
                    GramKernel.Polynomial.of(power(polynomial, squares), squares, Samples.roots(weights));
            checkRoots(kernel.roots());
            gram.apply(kernel);
        });
    }

    /// `(g x / u^2 + c)^p` of products `x` in the unit `u`; divided by its value at the largest square if that is out
    /// of the ordinary, for a factor changes nothing.
    private GramKernel.Polynomial.Power power(Polynomial polynomial, double[] squares) {
        double unit = vectors.unit();
        double largest = Arrays.stream(squares).max().orElse(0);
        double exponent = Math.log(polynomial.gamma() * largest + polynomial.offset()) / Math.log(2);
        if (unit == 1 && (largest == 0 || Math.abs(exponent * polynomial.degree()) <= ORDINARY)) {
            return new GramKernel.Polynomial.Power(polynomial.degree(), polynomial.gamma(), polynomial.offset());
        }
        double offset = polynomial.offset() / polynomial.gamma() * unit * unit;
        double total = largest + offset;
        return total <= Double.MAX_VALUE
                ? new GramKernel.Polynomial.Power(polynomial.degree(), 1 / total, offset / total)
                : new GramKernel.Polynomial.Power(polynomial.degree(), 0, 1);
    }

    private void checkRoots(double[] roots) {
        for (int i = 0; i < roots.length; i++) {
            if (!(roots[i] > 0 && roots[i] <= Double.MAX_VALUE)) {
                throw new DiversityException(
                        name(),
                        "row " + vectors.row(i) + " (from 0) has the similarity " + roots[i] * roots[i]
                                + " to itself, by which it cannot be divided; give another --offset or --gamma");
            }
        }
    }

    /// @param change makes the kernel matrix of the sum of products
    private Eigenvalues kernel(double @Nullable [] centre, Run run, Consumer<GramSum> change) {
        int n = Samples.checkOrder(name(), size(), "take fewer samples");
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        try (GramSum gram = run.backend().gramSum(n, run.threads())) {
            Products.dual(vectors, ones, centre, gram, run.listener());
            change.accept(gram);
            return solved(gram, Form.KERNEL, n, run);
        }
    }

    /// @param terms how many were summed for each entry, or how many sums there are, whichever is more
    static Eigenvalues solved(GramSum gram, Form form, int terms, Run run) {
        run.listener().heard("eigenvalues of " + gram.order() + " x " + gram.order(), 0);
        double[] values = gram.eigenvalues();
        run.listener().heard("eigenvalues of " + gram.order() + " x " + gram.order(), 1);
        return new Eigenvalues(values, form, Solve.DEFAULT.resolution(terms, gram.order()));
    }
}
