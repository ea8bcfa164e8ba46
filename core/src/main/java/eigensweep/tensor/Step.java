package eigensweep.tensor;

/// What becomes of a tensor's elements after they were widened to float64, step after step: how a weight is
/// made of parts that lie apart in a file. Nothing is computed before a matrix is read, row by row.
public sealed interface Step {

    /// The same for a matrix with rows and columns exchanged.
    ///
    /// @throws IllegalArgumentException if the parts have more than two dimensions
    Step transposed();

    /// Element `(i, j, ...)` grows by `factor * sum_k left(i, k) * right(k, j, ...)`, in the order of `k`: a
    /// low-rank update, never multiplied out.
    ///
    /// @param left `B`, of shape `n x r`, or `n x r x` positions; with `stacked` one such matrix for each
    ///     index of the first axis
    /// @param right `A`, of shape `r x m`, for a convolution kernel `r x m x` positions; with `stacked`
    ///     likewise
    /// @param factor `alpha / r`, or what the adapter has instead
    /// @param stacked whether the first axis counts matrices of their own: experts
    record Product(Tensor left, Tensor right, double factor, boolean stacked) implements Step {

        /// An update of one matrix or kernel.
        public Product(Tensor left, Tensor right, double factor) {
            this(left, right, factor, false);
        }

        @Override
        public Product transposed() {
            return new Product(right.transposed(), left.transposed(), factor, stacked);
        }
    }

    /// Element `(i, j, ...)` grows by `factor * left(i / n, j / m) * right(i % n, j % m, ...)`: a Kronecker
    /// product.
    ///
    /// @param left of two dimensions
    /// @param right of shape `n x m`, for a convolution kernel `n x m x` positions
    /// @param factor on every product
    record Kronecker(Tensor left, Tensor right, double factor) implements Step {

        @Override
        public Kronecker transposed() {
            return new Kronecker(left.transposed(), right.transposed(), factor);
        }
    }

    /// Element `(i, j, ...)` is multiplied by `factors(i / each[0], j / each[1], ...)`: scales of blocks,
    /// norms of rows, a mask.
    ///
    /// @param factors of as many dimensions as the tensor
    /// @param each how many neighbours along an axis share a factor
    record Times(Tensor factors, long[] each) implements Step {

        public Times {
            check(factors, each);
        }

        @Override
        public Times transposed() {
            return new Times(factors.transposed(), new long[] {each[1], each[0]});
        }
    }

    /// Element `(i, j, ...)` grows by `factor * terms(i / each[0], j / each[1], ...)`: zero points, another
    /// weight.
    ///
    /// @param terms of as many dimensions as the tensor
    /// @param factor on every term
    /// @param each how many neighbours along an axis share a term
    record Plus(Tensor terms, double factor, long[] each) implements Step {

        public Plus {
            check(terms, each);
        }

        @Override
        public Plus transposed() {
            return new Plus(terms.transposed(), factor, new long[] {each[1], each[0]});
        }
    }

    private static void check(Tensor values, long[] each) {
        if (values.rank() != each.length) {
            throw new IllegalArgumentException(
                    values.name() + " has " + values.rank() + " dimensions; " + each.length + " are expected");
        }
        for (long share : each) {
            if (share < 1) {
                throw new IllegalArgumentException(values.name() + ": shared by " + share + " neighbours");
            }
        }
    }
}
