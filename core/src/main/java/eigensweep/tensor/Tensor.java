package eigensweep.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An array in a model file: a view of mapped bytes that were not read yet.
///
/// @param name the name people know the tensor by (for ONNX, the node that reads it when its own name is
///     generated)
/// @param storedName the name in the file
/// @param dtype the element type
/// @param shape the dimensions, outermost first; empty for a scalar
/// @param strides elements between neighbours in each dimension
/// @param data the bytes; element 0 is at byte 0
/// @param update what is added to the elements, or null: a LoRA adapter
public record Tensor(
        String name,
        String storedName,
        DType dtype,
        long[] shape,
        long[] strides,
        MemorySegment data,
        @Nullable Update update) {

    /// A low-rank update of a tensor, never multiplied out: element `(i, j, ...)` grows by
    /// `factor * sum_k left(i, k) * right(k, j, ...)`.
    ///
    /// @param left `B`, of shape `n x r`
    /// @param right `A`, of shape `r x m`, for a convolution kernel `r x m x` positions
    /// @param factor `alpha / r`, or what the adapter has instead
    public record Update(Tensor left, Tensor right, double factor) {}

    public Tensor {
        if (shape.length != strides.length) {
            throw new IllegalArgumentException(
                    name + ": " + shape.length + " dimensions but " + strides.length + " strides");
        }
    }

    /// A tensor without an update.
    public Tensor(String name, String storedName, DType dtype, long[] shape, long[] strides, MemorySegment data) {
        this(name, storedName, dtype, shape, strides, data, null);
    }

    /// A tensor in row-major order whose stored name is the name.
    public static Tensor of(String name, DType dtype, long[] shape, MemorySegment data) {
        return new Tensor(name, name, dtype, shape, rowMajor(shape), data);
    }

    /// The same array under a name people know it by.
    public Tensor named(String readableName) {
        return new Tensor(readableName, storedName, dtype, shape, strides, data, update);
    }

    /// The same array plus an update.
    public Tensor updated(Update by) {
        return new Tensor(name, storedName, dtype, shape, strides, data, by);
    }

    /// A matrix with rows and columns exchanged; only for a tensor of two dimensions and no update.
    public Tensor transposed() {
        if (rank() != 2 || update != null) {
            throw new IllegalArgumentException(name + ": " + shapeText() + " cannot be transposed");
        }
        long[] exchangedShape = {shape[1], shape[0]};
        long[] exchangedStrides = {strides[1], strides[0]};
        return new Tensor(name, storedName, dtype, exchangedShape, exchangedStrides, data);
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
