package eigensweep.tensor;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A two-dimensional view of a tensor: a weight matrix, or one slice of a convolution kernel. Nothing is copied.
///
/// Element `(i, j)` is element `offset + i * rowStride + j * columnStride` of `data`, times `scale` where that is
/// not 1.
///
/// @param data the tensor's bytes
/// @param dtype the element type; one that [Widen] knows
/// @param offset element `(0, 0)`, in elements
/// @param rows at least 1
/// @param columns at least 1
/// @param rowStride elements between rows
/// @param columnStride elements between columns
/// @param scale a factor on every element, applied in float32 to types of at most 32 bits (see [Widen])
/// @param update what is added to every element after that, in float64, or null
public record Matrix(
        MemorySegment data,
        DType dtype,
        long offset,
        int rows,
        int columns,
        long rowStride,
        long columnStride,
        double scale,
        @Nullable Update update) {

    /// A low-rank update of a matrix, never multiplied out: `factor * left * right`.
    ///
    /// @param left as many rows as the matrix
    /// @param right as many columns as the matrix, and as many rows as `left` has columns
    public record Update(Matrix left, Matrix right, double factor) {

        public Update {
            if (left.columns() != right.rows()) {
                throw new IllegalArgumentException("a product of " + left.rows() + " x " + left.columns() + " and "
                        + right.rows() + " x " + right.columns());
            }
        }

        private Update transposed() {
            return new Update(right.transposed(), left.transposed(), factor);
        }

        private Update block(int row, int column, int rows, int columns) {
            return new Update(
                    left.block(row, 0, rows, left.columns()), right.block(0, column, right.rows(), columns), factor);
        }
    }

    /// A matrix without an update.
    public Matrix(
            MemorySegment data,
            DType dtype,
            long offset,
            int rows,
            int columns,
            long rowStride,
            long columnStride,
            double scale) {
        this(data, dtype, offset, rows, columns, rowStride, columnStride, scale, null);
    }

    public Matrix {
        if (!dtype.isWidenable()) {
            throw new IllegalArgumentException(dtype + " cannot be widened to float64");
        }
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns);
        }
    }

    /// A row-major float64 array as a matrix, mostly for tests and kernel matrices.
    public static Matrix of(double[] values, int rows, int columns) {
        return new Matrix(MemorySegment.ofArray(values), DType.F64, 0, rows, columns, columns, 1, 1.0);
    }

    /// The view with rows and columns exchanged.
    public Matrix transposed() {
        Update exchanged = update == null ? null : update.transposed();
        return new Matrix(data, dtype, offset, columns, rows, columnStride, rowStride, scale, exchanged);
    }

    /// The part of `rows x columns` elements that begins at element `(row, column)`.
    public Matrix block(int row, int column, int rows, int columns) {
        long first = offset + row * rowStride + column * columnStride;
        Update part = update == null ? null : update.block(row, column, rows, columns);
        return new Matrix(data, dtype, first, rows, columns, rowStride, columnStride, scale, part);
    }

    /// This view or its transpose, whichever has neighbours in a row closer together in memory. Both have the
    /// same singular values.
    public Matrix rowContiguous() {
        return columnStride > rowStride && columns > 1 ? transposed() : this;
    }

    /// Whether rows follow each other in memory without gaps.
    public boolean isDense() {
        return columnStride == 1 && rowStride == columns;
    }

    /// This view or its transpose, whichever has at least as many rows as columns.
    public Matrix tall() {
        return rows >= columns ? this : transposed();
    }

    /// The smaller side, `M` in the tables: how many eigenvalues there are.
    public int smallSide() {
        return Math.min(rows, columns);
    }

    /// The larger side, `N` in the tables.
    public int largeSide() {
        return Math.max(rows, columns);
    }
}
