package eigensweep.data;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.diversity.DiversityException;
import eigensweep.diversity.Vectors;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Vectors in a file of arrays (`.npy`, `.npz`, `.safetensors`): the array's first dimension counts the
/// samples, the others, as of images, become one. Whole numbers are widened into a temporary file.
public final class ArrayFile {

    private static final Set<DType> WHOLE_NUMBERS =
            EnumSet.of(DType.U8, DType.I8, DType.BOOL, DType.I16, DType.U16, DType.I32, DType.U32, DType.I64);

    private ArrayFile() {}

    static DataSet open(Path path, Selection selection) throws IOException {
        Checkpoint checkpoint = Checkpoints.open(path);
        try {
            Tensor tensor = chosen(checkpoint, selection);
            Matrix matrix = matrix(path, tensor, 2, checkpoint.arena());
            // What data were made from needs no labels.
            String labelled = selection.demanding() ? selection.labels() : null;
            List<String> labels = labelled == null ? null : numbers(path.toString(), named(checkpoint, labelled));
            return new DataSet(
                    path.toString(),
                    new DataSet.Content.Rows(new Vectors(path.toString(), matrix)),
                    labels,
                    Taken.ALL,
                    checkpoint.arena());
        } catch (IOException | RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    /// The numbers of an array of one dimension, as a file of weights, labels or indices is.
    static List<String> list(Path path) {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            return numbers(path.toString(), checkpoint.tensors().getFirst());
        }
    }

    private static Tensor chosen(Checkpoint checkpoint, Selection selection) {
        String file = checkpoint.path().toString();
        if (selection.array() != null) {
            return named(checkpoint, selection.array());
        }
        List<Tensor> candidates = checkpoint.tensors().stream()
                .filter(tensor -> checkpoint.tensors().size() == 1 || tensor.rank() >= 2)
                .toList();
        if (candidates.size() != 1) {
            throw Refusal.of(
                    file,
                    candidates.isEmpty()
                            ? "holds no array of two dimensions"
                            : "holds several arrays; choose one with --array: "
                                    + Refusal.list(candidates.stream()
                                            .map(tensor -> tensor.name() + " (" + tensor.shapeText() + ")")
                                            .toList()));
        }
        return candidates.getFirst();
    }

    private static Tensor named(Checkpoint checkpoint, String name) {
        return checkpoint.tensors().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownColumnException(
                        checkpoint.path().toString(),
                        "holds no array " + name + "; it has "
                                + Refusal.list(checkpoint.tensors().stream()
                                        .map(Tensor::name)
                                        .toList())));
    }

    /// The numbers of an array, its first dimension the rows; the others become one.
    ///
    /// @param least how many dimensions it has at least, 1 or 2
    /// @param arena that of its file
    /// @throws DiversityException if they are no numbers, or none
    public static Matrix matrix(Path path, Tensor tensor, int least, Arena arena) throws IOException {
        String file = path.toString();
        long[] shape = tensor.shape();
        if (shape.length < least) {
            throw Refusal.of(
                    file, "has the shape " + tensor.shapeText() + "; a row a sample is expected: samples x dimensions");
        }
        long count = tensor.count();
        if (count == 0) {
            throw Refusal.of(file, "is empty: its shape is " + tensor.shapeText());
        }
        long columns = count / shape[0];
        if (shape[0] > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
            throw Refusal.of(file, "has the shape " + tensor.shapeText() + ", beyond 2^31 rows or columns");
        }
        boolean dense = Arrays.equals(tensor.strides(), Tensor.rowMajor(shape));
        if (!dense && shape.length > 2) {
            throw Refusal.of(file, "is in Fortran order; save it with numpy.ascontiguousarray");
        }
        long rowStride = dense ? columns : tensor.strides()[0];
        long columnStride = dense || columns == 1 ? 1 : tensor.strides()[1];
        checkNumbers(file, tensor);
        Matrix stored = new Matrix(
                tensor.data(), tensor.dtype(), 0, (int) shape[0], (int) columns, rowStride, columnStride, 1.0);
        if (tensor.dtype().isFloating()) {
            return stored;
        }
        DType wide = tensor.dtype().bytes() <= Short.BYTES ? DType.F32 : DType.F64;
        try (Spill spill = new Spill(wide, (int) columns)) {
            for (int i = 0; i < shape[0]; i++) {
                spill.add(row(stored, i));
            }
            return spill.matrix(arena);
        }
    }

    private static List<String> numbers(String file, Tensor tensor) {
        if (tensor.rank() != 1) {
            throw Refusal.of(
                    file, tensor.name() + " has the shape " + tensor.shapeText() + "; a list of numbers is expected");
        }
        if (tensor.count() == 0) {
            return List.of();
        }
        checkNumbers(file, tensor);
        int count = Math.toIntExact(tensor.count());
        Matrix all = new Matrix(tensor.data(), tensor.dtype(), 0, 1, count, 0, tensor.strides()[0], 1.0);
        boolean isWhole = !tensor.dtype().isFloating();
        return Arrays.stream(row(all, 0))
                .mapToObj(number -> isWhole ? Long.toString((long) number) : Double.toString(number))
                .toList();
    }

    private static void checkNumbers(String file, Tensor tensor) {
        if (!tensor.dtype().isFloating() && !WHOLE_NUMBERS.contains(tensor.dtype())) {
            throw Refusal.of(
                    file, tensor.name() + " has elements of type " + tensor.dtype() + "; numbers are expected");
        }
    }

    private static double[] row(Matrix matrix, int i) {
        double[] row = new double[matrix.columns()];
        Widen.toF64(matrix, i, 0, row.length, MemorySegment.ofArray(row), 0);
        return matrix.dtype() == DType.BOOL
                ? Arrays.stream(row).map(Math::signum).toArray()
                : row;
    }
}
