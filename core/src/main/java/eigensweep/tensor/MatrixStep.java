package eigensweep.tensor;

import java.lang.foreign.MemorySegment;

/// A [Step] as it concerns one matrix of a tensor.
public sealed interface MatrixStep
        permits MatrixStep.Product, MatrixStep.Kronecker, MatrixStep.Times, MatrixStep.Plus, PickedStep {

    /// Whether what it reads lies in memory along columns rather than along rows.
    default boolean isAcross() {
        return false;
    }

    /// The same for the matrix with rows and columns exchanged.
    default MatrixStep transposed() {
        return switch (this) {
            case Product(Matrix left, Matrix right, double factor) ->
                new Product(right.transposed(), left.transposed(), factor);
            case Kronecker(Matrix left, Matrix right, double factor, int row, int column) ->
                new Kronecker(left.transposed(), right.transposed(), factor, column, row);
            case Times(Grid factors) -> new Times(factors.transposed());
            case Plus(Grid terms, double factor) -> new Plus(terms.transposed(), factor);
            case PickedStep.Codes(Matrix words, boolean isAlong, Packing packing, Corner corner) ->
                new PickedStep.Codes(words.transposed(), !isAlong, packing, corner.transposed());
            case PickedStep.Lookup lookup -> lookup;
            case PickedStep.Gather(Matrix table, boolean isAlong, int[] places, Corner corner) ->
                new PickedStep.Gather(table.transposed(), !isAlong, places, corner.transposed());
            case PickedStep.Line(Matrix line, long width, boolean isAcross, Corner corner) ->
                new PickedStep.Line(line, width, !isAcross, corner.transposed());
        };
    }

    /// The same for the part of a matrix that begins at an element.
    default MatrixStep block(int row, int column, int rows, int columns) {
        return switch (this) {
            case Product(Matrix left, Matrix right, double factor) ->
                new Product(
                        left.block(row, 0, rows, left.columns()),
                        right.block(0, column, right.rows(), columns),
                        factor);
            case Kronecker(Matrix left, Matrix right, double factor, int firstRow, int firstColumn) ->
                new Kronecker(left, right, factor, firstRow + row, firstColumn + column);
            case Times(Grid factors) -> new Times(factors.block(row, column));
            case Plus(Grid terms, double factor) -> new Plus(terms.block(row, column), factor);
            case PickedStep.Codes(Matrix words, boolean isAlong, Packing packing, Corner corner) ->
                new PickedStep.Codes(words, isAlong, packing, corner.plus(row, column));
            case PickedStep.Lookup lookup -> lookup;
            case PickedStep.Gather(Matrix table, boolean isAlong, int[] places, Corner corner) ->
                new PickedStep.Gather(table, isAlong, places, corner.plus(row, column));
            case PickedStep.Line(Matrix line, long width, boolean isAcross, Corner corner) ->
                new PickedStep.Line(line, width, isAcross, corner.plus(row, column));
        };
    }

    /// Carries it out on elements `(row, column .. column + n - 1)`, which lie in the first `n` of `values`.
    ///
    /// @param spare of `n` elements or more, for whatever the step needs
    void apply(int row, int column, int n, double[] values, double[] spare);

    /// See [Step.Product].
    ///
    /// @param left as many rows as the matrix
    /// @param right as many columns as the matrix, and as many rows as `left` has columns
    /// @param factor on every sum
    record Product(Matrix left, Matrix right, double factor) implements MatrixStep {

        public Product {
            if (left.columns() != right.rows()) {
                throw new IllegalArgumentException("a product of " + left.rows() + " x " + left.columns() + " and "
                        + right.rows() + " x " + right.columns());
            }
        }

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            double[] sum = new double[n];
            for (int k = 0; k < right.rows(); k++) {
                double weight = Widen.at(left, row, k);
                Widen.toF64(right, k, column, n, MemorySegment.ofArray(spare), 0);
                for (int j = 0; j < n; j++) {
                    sum[j] += weight * spare[j];
                }
            }
            for (int j = 0; j < n; j++) {
                values[j] += factor * sum[j];
            }
        }
    }

    /// See [Step.Kronecker].
    ///
    /// @param left one factor
    /// @param right the other
    /// @param factor on every product
    /// @param firstRow the row of the whole matrix that is the first of this part
    /// @param firstColumn likewise
    record Kronecker(Matrix left, Matrix right, double factor, int firstRow, int firstColumn) implements MatrixStep {

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            int i = firstRow + row;
            int first = firstColumn + column;
            int from = first % right.columns();
            int width = Math.min(right.columns() - from, n) == n ? n : right.columns();
            int origin = width == n ? from : 0;
            double[] inner = new double[width];
            Widen.toF64(right, i % right.rows(), origin, width, MemorySegment.ofArray(inner), 0);
            for (int j = 0; j < n; ) {
                int place = (first + j) % right.columns() - origin;
                double weight = factor * Widen.at(left, i / right.rows(), (first + j) / right.columns());
                for (; place < width && j < n; place++, j++) {
                    values[j] += weight * inner[place];
                }
            }
        }
    }

    /// See [Step.Times].
    record Times(Grid factors) implements MatrixStep {

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            if (factors.hasCellForEachColumn()) {
                factors.cells(row, column, n, spare);
                for (int j = 0; j < n; j++) {
                    values[j] *= spare[j];
                }
                return;
            }
            factors.forEachRun(row, column, n, spare, (from, to, cell) -> {
                for (int j = from; j < to; j++) {
                    values[j] *= cell;
                }
            });
        }
    }

    /// See [Step.Plus].
    record Plus(Grid terms, double factor) implements MatrixStep {

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            if (terms.hasCellForEachColumn()) {
                terms.cells(row, column, n, spare);
                for (int j = 0; j < n; j++) {
                    values[j] += factor * spare[j];
                }
                return;
            }
            terms.forEachRun(row, column, n, spare, (from, to, cell) -> {
                double term = factor * cell;
                for (int j = from; j < to; j++) {
                    values[j] += term;
                }
            });
        }
    }

    /// Values that neighbours share: that of element `(i, j)` is cell
    /// `((firstRow + i) / rowsEach, (firstColumn + j) / columnsEach)`.
    ///
    /// @param cells the values
    /// @param rowsEach rows that share a cell
    /// @param columnsEach columns that share a cell
    /// @param firstRow the row of the whole matrix that is the first of this part
    /// @param firstColumn likewise
    record Grid(Matrix cells, int rowsEach, int columnsEach, int firstRow, int firstColumn) {

        /// What is done with a cell and the elements `from .. to - 1` that share it.
        interface Run {
            void accept(int from, int to, double cell);
        }

        private Grid transposed() {
            return new Grid(cells.transposed(), columnsEach, rowsEach, firstColumn, firstRow);
        }

        private Grid block(int row, int column) {
            return new Grid(cells, rowsEach, columnsEach, firstRow + row, firstColumn + column);
        }

        /// Whether no two columns share a cell: masks, another weight. A loop over arrays does then.
        private boolean hasCellForEachColumn() {
            return columnsEach == 1;
        }

        /// The cells of elements `(row, column .. column + n - 1)`, each once, and how many there are.
        private int cells(int row, int column, int n, double[] into) {
            int first = (firstColumn + column) / columnsEach;
            int count = (firstColumn + column + n - 1) / columnsEach - first + 1;
            Widen.toF64(cells, (firstRow + row) / rowsEach, first, count, MemorySegment.ofArray(into), 0);
            return count;
        }

        private void forEachRun(int row, int column, int n, double[] spare, Run run) {
            int first = (firstColumn + column) / columnsEach;
            int count = cells(row, column, n, spare);
            int from = 0;
            for (int c = 0; c < count; c++) {
                long end = (first + c + 1L) * columnsEach - firstColumn - column;
                int to = (int) Math.min(n, end);
                run.accept(from, to, spare[c]);
                from = to;
            }
        }
    }
}
