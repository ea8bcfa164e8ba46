package eigensweep.checkpoint;

import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A tensor as PyTorch's pickles describe it, not yet believed.
///
/// @param storage what holds the elements
/// @param offset of the first element
/// @param shape the dimensions
/// @param strides elements between neighbours in each dimension
/// @param dtype the element type, which need not be that of the storage
record TorchTensor(Storage storage, long offset, long[] shape, long[] strides, DType dtype) {

    /// PyTorch's own limit.
    static final int MOST_DIMENSIONS = 64;

    /// The bytes that tensors are views of.
    record Storage(String key, DType dtype, MemorySegment bytes) {}

    /// By the name of a storage class or of an element type.
    static DType dtype(String name) {
        return switch (name) {
            case "Double", "float64" -> DType.F64;
            case "Float", "float32" -> DType.F32;
            case "Half", "float16" -> DType.F16;
            case "BFloat16", "bfloat16" -> DType.BF16;
            case "float8_e4m3fn" -> DType.F8_E4M3;
            case "float8_e5m2" -> DType.F8_E5M2;
            case "float8_e4m3fnuz" -> DType.F8_E4M3FNUZ;
            case "float8_e5m2fnuz" -> DType.F8_E5M2FNUZ;
            case "float8_e8m0fnu" -> DType.F8_E8M0;
            case "Long", "int64" -> DType.I64;
            case "Int", "QInt32", "int32" -> DType.I32;
            case "Short", "int16" -> DType.I16;
            case "Char", "QInt8", "int8" -> DType.I8;
            case "uint64" -> DType.U64;
            case "uint32" -> DType.U32;
            case "uint16" -> DType.U16;
            case "Byte", "QUInt8", "uint8" -> DType.U8;
            case "Bool", "bool" -> DType.BOOL;
            case "ComplexFloat", "complex64" -> DType.C64;
            case "ComplexDouble", "complex128" -> DType.C128;
            default -> DType.OTHER;
        };
    }

    /// The tensor, if all of its elements lie inside its storage.
    Tensor named(String name, MappedFile file) {
        if (shape.length != strides.length) {
            throw file.broken(
                    "tensor " + name + " has " + shape.length + " dimensions but " + strides.length + " strides");
        }
        try {
            long first = Math.multiplyExact(nonNegative(offset), dtype.bytes());
            long bytes = Tensor.count(shape) == 0 ? 0 : Math.multiplyExact(extent(), dtype.bytes());
            if (dtype.bits() == 0) {
                return new Tensor(name, name, dtype, shape, strides, MemorySegment.NULL).meaning(Meaning.OUT_FIRST);
            }
            if (bytes <= storage.bytes().byteSize() - first) {
                return new Tensor(
                                name,
                                name,
                                dtype,
                                shape,
                                strides,
                                storage.bytes().asSlice(first, bytes))
                        .meaning(Meaning.OUT_FIRST);
            }
        } catch (ArithmeticException e) {
            throw file.broken("tensor " + name + ": its shape overflows: " + e.getMessage(), e);
        }
        throw file.broken("tensor " + name + ": " + dtype + " of shape " + Arrays.toString(shape) + " with strides "
                + Arrays.toString(strides) + " from element " + offset + " reaches beyond its storage data/"
                + storage.key() + ", which has " + storage.bytes().byteSize() + " bytes");
    }

    /// Elements from the first to the last, both counted.
    private long extent() {
        long last = 0;
        for (int d = 0; d < shape.length; d++) {
            last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, nonNegative(strides[d])));
        }
        return Math.addExact(last, 1);
    }

    private static long nonNegative(long value) {
        if (value < 0) {
            throw new ArithmeticException("negative offset or stride " + value);
        }
        return value;
    }
}
