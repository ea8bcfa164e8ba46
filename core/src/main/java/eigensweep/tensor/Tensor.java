package eigensweep.tensor;

import eigensweep.tensor.Meaning.Use;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An array in a model file: a view of mapped bytes that were not read yet.
///
/// @param name the name people know the tensor by (for ONNX, the node that reads it when its own name is
///     generated)
/// @param storedName the name in the file
/// @param dtype the element type
/// @param shape the dimensions, outermost first; empty for a scalar
/// @param strides elements between neighbours in each dimension
/// @param data the bytes; element 0 is at byte 0
/// @param steps what is done to the elements to get the weight, in order; mostly nothing
/// @param meaning what the reader knows of it
public record Tensor(
        String name,
        String storedName,
        DType dtype,
        long[] shape,
        long[] strides,
        MemorySegment data,
        List<Step> steps,
        Meaning meaning) {

    public Tensor {
        steps = List.copyOf(steps);
        if (shape.length != strides.length) {
            throw new IllegalArgumentException(
                    name + ": " + shape.length + " dimensions but " + strides.length + " strides");
        }
    }

    /// A tensor whose elements are the stored ones, and of which nothing more is known.
    public Tensor(String name, String storedName, DType dtype, long[] shape, long[] strides, MemorySegment data) {
        this(name, storedName, dtype, shape, strides, data, List.of(), Meaning.UNKNOWN);
    }

    /// A tensor in row-major order whose stored name is the name.
    public static Tensor of(String name, DType dtype, long[] shape, MemorySegment data) {
        return new Tensor(name, name, dtype, shape, rowMajor(shape), data);
    }

    /// Zeros, of which nothing is stored, for steps to add to.
    public static Tensor zeros(String name, DType dtype, long[] shape) {
        MemorySegment zero = MemorySegment.ofArray(new double[1]).asReadOnly();
        return new Tensor(name, name, dtype, shape, new long[shape.length], zero, List.of(), Meaning.OUT_FIRST);
    }

    /// The same array under a name that is that in the file, too.
    public Tensor renamed(String other) {
        return new Tensor(other, other, dtype, shape, strides, data, steps, meaning);
    }

    /// The same array under a name people know it by.
    public Tensor named(String readableName) {
        return new Tensor(readableName, storedName, dtype, shape, strides, data, steps, meaning);
    }

    /// The same array after one more step.
    public Tensor then(Step step) {
        return through(Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    /// The same array after these steps alone.
    public Tensor through(List<Step> others) {
        return new Tensor(name, storedName, dtype, shape, strides, data, others, meaning);
    }

    /// The same array, of which this is known.
    public Tensor meaning(Meaning known) {
        return new Tensor(name, storedName, dtype, shape, strides, data, steps, known);
    }

    /// The same array, used so.
    public Tensor used(Use as) {
        return meaning(meaning.used(as));
    }

    /// The same array with one more remark.
    public Tensor noted(String remark) {
        return meaning(meaning.noted(remark));
    }

    /// The same array, of which no spectrum is to be had, with the reason as its only remark.
    ///
    /// @param as [Use#PART] or [Use#MISSING]
    public Tensor refused(Use as, String why) {
        return meaning(meaning.used(as).notedOnly(why));
    }

    /// The same bytes as elements of another type.
    public Tensor as(DType other) {
        return new Tensor(name, storedName, other, shape, strides, data, steps, meaning);
    }

    /// The same elements under other axes.
    public Tensor viewed(long[] otherShape, long[] otherStrides) {
        return new Tensor(name, storedName, dtype, otherShape, otherStrides, data, steps, meaning);
    }

    /// Whether the elements are used as they are stored.
    public boolean isStored() {
        return steps.isEmpty();
    }

    /// Bytes of the file that its elements are read from, all parts together.
    public long storedBytes() {
        long own = data.isNative() ? data.byteSize() : 0;
        return own
                + steps.stream()
                        .flatMap(step -> step.reads().stream())
                        .mapToLong(Tensor::storedBytes)
                        .sum();
    }

    /// What people call the form it is stored in.
    public String encoding() {
        return meaning.encoding() == null ? dtype.name() : meaning.encoding();
    }

    /// A matrix with rows and columns exchanged; only for a tensor of two dimensions.
    public Tensor transposed() {
        if (rank() != 2) {
            throw new IllegalArgumentException(name + ": " + shapeText() + " cannot be transposed");
        }
        long[] exchangedShape = {shape[1], shape[0]};
        long[] exchangedStrides = {strides[1], strides[0]};
        List<Step> exchanged = steps.stream().map(Step::transposed).toList();
        return new Tensor(name, storedName, dtype, exchangedShape, exchangedStrides, data, exchanged, meaning);
    }

    /// The matrix over two axes, at a position along the others.
    ///
    /// @param rows the axis its rows run over
    /// @param columns the axis its columns run over
    /// @param position a place along every axis; those of rows and columns are not looked at
    /// @param scale a factor on every element
    public Matrix matrix(int rows, int columns, long[] position, double scale) {
        long offset = 0;
        for (int axis = 0; axis < position.length; axis++) {
            offset += axis == rows || axis == columns ? 0 : position[axis] * strides[axis];
        }
        return new Matrix(
                data,
                dtype,
                offset,
                (int) shape[rows],
                (int) shape[columns],
                strides[rows],
                strides[columns],
                steps.stream().map(step -> of(step, rows, columns, position)).toList(),
                scale);
    }

    private MatrixStep of(Step step, int rows, int columns, long[] position) {
        return switch (step) {
            case Step.Product(Tensor left, Tensor right, double factor, boolean stacked) -> {
                int first = stacked ? 1 : 0;
                long[] leftPosition = Arrays.copyOf(position, left.rank());
                yield new MatrixStep.Product(
                        left.matrix(first, first + 1, leftPosition, 1.0),
                        right.matrix(first, first + 1, position, 1.0),
                        factor);
            }
            case Step.Kronecker(Tensor left, Tensor right, double factor) ->
                new MatrixStep.Kronecker(
                        left.matrix(0, 1, new long[2], 1.0), right.matrix(0, 1, position, 1.0), factor, 0, 0);
            case Step.Times(Tensor factors, long[] each) ->
                new MatrixStep.Times(grid(factors, each, rows, columns, position));
            case Step.Plus(Tensor terms, double factor, long[] each) ->
                new MatrixStep.Plus(grid(terms, each, rows, columns, position), factor);
            case Step.Codes(Tensor words, int axis, Packing packing) ->
                new PickedStep.Codes(
                        words.matrix(rows, columns, position, 1.0), axis == columns, packing, Corner.FIRST);
            case Step.Lookup(double[] table) -> new PickedStep.Lookup(table);
            case Step.Gather(Tensor table, int axis, int[] places) ->
                new PickedStep.Gather(
                        table.matrix(rows, columns, position, 1.0), axis == columns, places, Corner.FIRST);
            case Step.Line(Tensor line, boolean isTransposed) ->
                new PickedStep.Line(
                        line.matrix(0, 1, position, 1.0),
                        shape[isTransposed ? 0 : 1],
                        (rows > columns) != isTransposed,
                        Corner.FIRST);
        };
    }

    private static MatrixStep.Grid grid(Tensor cells, long[] each, int rows, int columns, long[] position) {
        long[] cell = position.clone();
        for (int axis = 0; axis < cell.length; axis++) {
            cell[axis] /= each[axis];
        }
        return new MatrixStep.Grid(
                cells.matrix(rows, columns, cell, 1.0), clamped(each[rows]), clamped(each[columns]), 0, 0);
    }

    private static int clamped(long share) {
        return (int) Math.min(share, Integer.MAX_VALUE);
    }

    /// Ones, an axis each: neighbours that share nothing, or the sides of a single number.
    public static long[] ones(int rank) {
        long[] ones = new long[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    /// How many neighbours along each axis share one value, if all do.
    public static long[] sharedByAll(long[] shape) {
        return Arrays.stream(shape).map(side -> Math.max(1, side)).toArray();
    }

    /// Strides of a row-major array.
    public static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    /// Strides of a column-major (Fortran) array.
    public static long[] columnMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = 0; d < shape.length; d++) {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    /// The number of elements of an array of this shape.
    ///
    /// @throws ArithmeticException if it exceeds the range of `long`, or a dimension is negative
    public static long count(long[] shape) {
        long count = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new ArithmeticException("negative dimension " + dimension);
            }
            count = Math.multiplyExact(count, dimension);
        }
        return count;
    }

    /// The number of elements.
    public long count() {
        return count(shape);
    }

    /// Whether several indices name the same element, as in a view that repeats its rows.
    public boolean repeatsElements() {
        long extent = 1;
        for (int d = 0; d < shape.length; d++) {
            extent += (shape[d] - 1) * strides[d];
        }
        return count() > extent;
    }

    /// The number of dimensions.
    public int rank() {
        return shape.length;
    }

    /// `384 x 1536`, for people.
    public String shapeText() {
        return shape.length == 0
                ? "scalar"
                : Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(" x "));
    }
}
