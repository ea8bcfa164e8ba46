package eigensweep.tensor;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A two-dimensional view of a tensor: a weight matrix, or one slice of a convolution kernel. Nothing is copied.
///
/// Element `(i, j)` is element `offset + i * rowStride + j * columnStride` of `data`, widened, taken through `steps`,
/// and multiplied by `scale`.
///
/// @param data the tensor's bytes
/// @param dtype the element type; one that [Widen] knows
/// @param offset element `(0, 0)`, in elements
/// @param rows at least 1
/// @param columns at least 1
/// @param rowStride elements between rows
/// @param columnStride elements between columns
/// @param steps what is done to the elements after they were widened, in order
/// @param scale a factor on every element after that
public record Matrix(
        MemorySegment data,
        DType dtype,
        long offset,
        int rows,
        int columns,
        long rowStride,
        long columnStride,
        List<MatrixStep> steps,
        double scale) {

    /// A matrix of the elements as they are stored.
    public Matrix(
            MemorySegment data,
            DType dtype,
            long offset,
            int rows,
            int columns,
            long rowStride,
            long columnStride,
            double scale) {
        this(data, dtype, offset, rows, columns, rowStride, columnStride, List.of(), scale);
    }

    public Matrix {
        steps = List.copyOf(steps);
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
        List<MatrixStep> exchanged = steps.stream().map(MatrixStep::transposed).toList();
        return new Matrix(data, dtype, offset, columns, rows, columnStride, rowStride, exchanged, scale);
    }

    /// The part of `rows x columns` elements that begins at element `(row, column)`.
    public Matrix block(int row, int column, int rows, int columns) {
        long first = offset + row * rowStride + column * columnStride;
        List<MatrixStep> part = steps.stream()
                .map(step -> step.block(row, column, rows, columns))
                .toList();
        return new Matrix(data, dtype, first, rows, columns, rowStride, columnStride, part, scale);
    }

    /// This view or its transpose, whichever has neighbours in a row closer together in memory. Both have the
    /// same singular values.
    public Matrix rowContiguous() {
        boolean isAcross = columnStride == rowStride
                ? steps.stream().anyMatch(MatrixStep::isAcross)
                : columnStride > rowStride && columns > 1;
        return isAcross ? transposed() : this;
    }

    /// Whether the elements are used as they are stored, but for the scale.
    public boolean isStored() {
        return steps.isEmpty();
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
