package eigensweep.diversity;

/// How similar two vectors are: the kernel `k` of the Vendi Score. The matrix of similarities is scaled to
/// trace 1 in any case. The components of each are what people call its numbers by.
public sealed interface Similarity {

    /// What people choose it by.
    String name();

    /// `<x, y> / (||x|| ||y||)`. Undefined for the zero vector.
    record Cosine() implements Similarity {
        @Override
        public String name() {
            return "cosine";
        }
    }

    /// The cosine of images as they are: each one vector of all its pixels and channels, neither centred nor
    /// rescaled. A name of its own because it is a measure of its own, "pixel diversity" (PAPER fig. 5).
    record Pixel() implements Similarity {
        @Override
        public String name() {
            return "pixel";
        }
    }

    /// `<x, y>`: long vectors count for more.
    record Linear() implements Similarity {
        @Override
        public String name() {
            return "linear";
        }
    }

    /// The Gaussian `exp(-||x - y||^2 / (2 s^2))`.
    ///
    /// @param bandwidth `s`, positive, or 0 for the median heuristic: the median of the positive distances
    ///     among at most 1000 samples, taken at equal steps
    record Rbf(double bandwidth) implements Similarity {

        /// The median heuristic.
        public static final double MEDIAN = 0;

        public Rbf {
            if (!(bandwidth >= 0 && bandwidth <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("a bandwidth of " + bandwidth + "; a positive number is expected");
            }
        }

        @Override
        public String name() {
            return "rbf";
        }
    }

    /// `(g <x, y> + c)^p`, divided by the roots of `k(x, x)` and `k(y, y)`, so that every sample is as similar
    /// to itself as 1.
    ///
    /// @param degree `p`, at least 1
    /// @param gamma `g`, positive, or 0 for one over the number of dimensions
    /// @param offset `c`, not negative
    record Polynomial(int degree, double gamma, double offset) implements Similarity {

        /// One over the number of dimensions.
        public static final double PER_DIMENSION = 0;

        public Polynomial {
            if (degree < 1) {
                throw new IllegalArgumentException("a polynomial of degree " + degree + "; at least 1 is expected");
            }
            if (!(gamma >= 0 && gamma <= Double.MAX_VALUE && offset >= 0 && offset <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("a polynomial (" + gamma + " <x, y> + " + offset
                        + ")^p; neither number may be negative, or the kernel is none");
            }
        }

        @Override
        public String name() {
            return "polynomial";
        }
    }
}
