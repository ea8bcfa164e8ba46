package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.numpy.Npy;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A NumPy array inside a PyTorch pickle: made empty, then given its state, which is not believed before it is named.
final class NumpyArray implements Pickled {

    /// The type of its elements: `f4`, and the order of their bytes, which NumPy tells afterwards.
    static final class Type implements Pickled {
        private final String code;
        private String order = "|";

        /// @param code as NumPy writes it: `f4`, `u1`, `O8`
        Type(String code) {
            this.code = code;
        }

        /// @param state a version, the byte order, and what only structured types have
        void restore(List<?> state) {
            if (state.size() > 1 && state.get(1) instanceof String text) {
                order = text;
            }
        }
    }

    private @Nullable Type type;
    private List<?> shape = List.of();
    private boolean fortran;
    private @Nullable MemorySegment data;

    /// @param state a version, the shape, the type, whether it is in column-major order, and the elements
    void restore(List<?> state) {
        if (state.size() == 5
                && state.get(1) instanceof List<?> sides
                && state.get(2) instanceof Type elements
                && state.get(3) instanceof Boolean columnMajor) {
            shape = sides;
            type = elements;
            fortran = columnMajor;
            data = state.get(4) instanceof Bytes bytes ? bytes.view() : null; // Python objects are in a list instead.
        }
    }

    /// The tensor, if its shape accounts for all of its bytes.
    Tensor named(String name, MappedFile file) {
        if (type == null || shape.size() > TorchTensor.MOST_DIMENSIONS) {
            throw file.broken("has the NumPy array " + name + " without a usable type and shape");
        }
        long[] sides = new long[shape.size()];
        for (int d = 0; d < sides.length; d++) {
            if (!(shape.get(d) instanceof Long side)) {
                throw file.broken("has the NumPy array " + name + " whose shape is not of whole numbers");
            }
            sides[d] = side;
        }
        String descr = type.order + type.code;
        DType dtype = data == null ? DType.OTHER : Npy.dtype(file, descr);
        MemorySegment elements = data == null || dtype.bits() == 0 ? MemorySegment.NULL : data;
        try {
            if (dtype.bytesOf(Tensor.count(sides)) != elements.byteSize()) {
                throw file.broken("has the NumPy array " + name + " whose " + elements.byteSize()
                        + " bytes are not those of its shape");
            }
        } catch (ArithmeticException e) {
            throw file.overflows("NumPy array " + name, sides, e);
        }
        return Npy.tensor(name, descr, dtype, sides, fortran, elements);
    }
}
