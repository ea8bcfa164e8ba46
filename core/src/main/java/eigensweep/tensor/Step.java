package eigensweep.tensor;

import java.util.List;

/// What becomes of a tensor's elements after they were widened to float64, step after step: how a weight is
/// made of parts that lie apart in a file. Nothing is computed before a matrix is read, row by row.
public sealed interface Step {

    /// The same for a matrix with rows and columns exchanged.
    ///
    /// @throws IllegalArgumentException if the parts have more than two dimensions
    default Step transposed() {
        return switch (this) {
            case Product(Tensor left, Tensor right, double factor, boolean stacked) ->
                new Product(right.transposed(), left.transposed(), factor, stacked);
            case Kronecker(Tensor left, Tensor right, double factor) ->
                new Kronecker(left.transposed(), right.transposed(), factor);
            case Times(Tensor factors, long[] each) -> new Times(factors.transposed(), exchanged(each));
            case Plus(Tensor terms, double factor, long[] each) ->
                new Plus(terms.transposed(), factor, exchanged(each));
            case Codes(Tensor words, int axis, Packing packing) -> new Codes(words.transposed(), 1 - axis, packing);
            case Lookup lookup -> lookup;
            case Gather(Tensor table, int axis, int[] places) -> new Gather(table.transposed(), 1 - axis, places);
            case Line(Tensor line, boolean isTransposed) -> new Line(line, !isTransposed);
        };
    }

    private static long[] exchanged(long[] each) {
        return new long[] {each[1], each[0]};
    }

    /// The arrays that it reads.
    default List<Tensor> reads() {
        return switch (this) {
            case Product product -> List.of(product.left, product.right);
            case Kronecker product -> List.of(product.left, product.right);
            case Times times -> List.of(times.factors);
            case Plus plus -> List.of(plus.terms);
            case Codes codes -> List.of(codes.words);
            case Lookup lookup -> List.of();
            case Gather gather -> List.of(gather.table);
            case Line line -> List.of(line.line);
        };
    }

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
    }

    /// Element `(i, j, ...)` grows by `factor * left(i / n, j / m) * right(i % n, j % m, ...)`: a Kronecker
    /// product.
    ///
    /// @param left of two dimensions
    /// @param right of shape `n x m`, for a convolution kernel `n x m x` positions
    /// @param factor on every product
    record Kronecker(Tensor left, Tensor right, double factor) implements Step {}

    /// Element `(i, j, ...)` is multiplied by `factors(i / each[0], j / each[1], ...)`: scales of blocks,
    /// norms of rows, a mask.
    ///
    /// @param factors of as many dimensions as the tensor
    /// @param each how many neighbours along an axis share a factor
    record Times(Tensor factors, long[] each) implements Step {

        public Times {
            check(factors, each);
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
    }

    /// Element `(i, j, ...)` grows by a code: those along an axis lie one after the other along that axis of `words`.
    ///
    /// @param words integers, of as many dimensions as the tensor, and otherwise of its shape
    /// @param axis along which they are packed
    /// @param packing how
    record Codes(Tensor words, int axis, Packing packing) implements Step {

        public Codes {
            if (words.rank() < 2 || words.dtype().bits() != packing.wordBits()) {
                throw new IllegalArgumentException(
                        words.name() + ": codes in " + words.shapeText() + " of " + words.dtype());
            }
        }
    }

    /// An element, a whole number, becomes the value that a table has for it.
    ///
    /// @param table the values of 0, 1, ...
    record Lookup(double[] table) implements Step {}

    /// Element `(i, j)` grows by `table(places[i], j)` (`axis` is 0), or by `table(i, places[j])` (1).
    ///
    /// @param table of two dimensions
    /// @param axis along which places are looked up
    /// @param places all of them indices of the table along that axis
    record Gather(Tensor table, int axis, int[] places) implements Step {}

    /// Element `(i, j)` of a matrix of `m` columns grows by element `(0, i * m + j)` of `line`: rows behind each other,
    /// whatever they share across their ends.
    ///
    /// @param line of shape `1 x` elements
    /// @param isTransposed whether it is columns instead, in `(0, j * n + i)` where there are `n` rows
    record Line(Tensor line, boolean isTransposed) implements Step {}

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
