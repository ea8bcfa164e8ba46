package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A tensor as PyTorch's pickles describe it, not yet believed.
///
/// @param storage what holds the elements
/// @param offset of the first element
/// @param shape the dimensions
/// @param strides elements between neighbours in each dimension
/// @param dtype the element type, which need not be that of the storage
/// @param isNegated whether PyTorch negates the elements as it reads them
/// @param meaning what is known of it; one that is [Use#PART] or [Use#MISSING] has no elements that could be read
record TorchTensor(
        Storage storage, long offset, long[] shape, long[] strides, DType dtype, boolean isNegated, Meaning meaning) {

    /// PyTorch's own limit.
    static final int MOST_DIMENSIONS = 64;

    /// The bytes that tensors are views of, not yet believed either.
    ///
    /// @param key what it is called in the file
    /// @param type the name of its class, without the module
    /// @param from the first element, where it is itself a view
    /// @param elements how many there are said to be
    record Storage(String key, String type, long from, long elements) {

        private static final Storage NONE = new Storage("", "", 0, 0);

        /// The element type.
        DType dtype() {
            return type.equals("UntypedStorage") ? DType.U8 : TorchTensor.dtype(type.replace("Storage", ""));
        }

        /// Some of the elements.
        Storage view(long first, long count) {
            return new Storage(key, type, first, count);
        }

        /// @throws ArithmeticException if it reaches beyond the numbers there are
        MemorySegment in(MemorySegment bytes, MappedFile file) {
            long first = dtype().bytesOf(nonNegative(from));
            long length = dtype().bytesOf(nonNegative(elements));
            if (first > bytes.byteSize() || length > bytes.byteSize() - first) {
                throw file.broken("claims " + elements + " elements of " + dtype() + " in storage " + key
                        + (from == 0 ? "" : " from element " + from) + ", which has " + bytes.byteSize() + " bytes");
            }
            return bytes.asSlice(first, length);
        }
    }

    /// A tensor whose elements are not an array, or are no weight.
    static TorchTensor part(long[] shape, String reason) {
        return unread(shape, Meaning.OUT_FIRST.used(Use.PART).noted(reason));
    }

    /// A tensor whose elements are not in the file.
    static TorchTensor missing(long[] shape, String reason) {
        return unread(shape, Meaning.OUT_FIRST.used(Use.MISSING).noted(reason));
    }

    private static TorchTensor unread(long[] shape, Meaning why) {
        return new TorchTensor(Storage.NONE, 0, shape, new long[shape.length], DType.OTHER, false, why);
    }

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
    ///
    /// @param storages the bytes that the file has under a key, or null
    Tensor named(String name, MappedFile file, Function<String, @Nullable MemorySegment> storages) {
        if (shape.length != strides.length) {
            throw file.broken(
                    "tensor " + name + " has " + shape.length + " dimensions but " + strides.length + " strides");
        }
        try {
            long first = dtype.bytesOf(nonNegative(offset));
            long bytes = Tensor.count(shape) == 0 ? 0 : dtype.bytesOf(extent());
            if (dtype.bits() == 0) {
                return tensor(name, MemorySegment.NULL);
            }
            MemorySegment stored = storage(name, file, storages);
            if (bytes <= stored.byteSize() - first) {
                return tensor(name, stored.asSlice(first, bytes));
            }
            throw file.broken("tensor " + name + ": " + dtype + " of shape " + Arrays.toString(shape) + " with strides "
                    + Arrays.toString(strides) + " from element " + offset + " reaches beyond its storage "
                    + storage.key() + ", which has " + stored.byteSize() + " bytes");
        } catch (ArithmeticException e) {
            throw file.broken(
                    "tensor " + name + ": no storage has elements of shape " + Arrays.toString(shape) + " with strides "
                            + Arrays.toString(strides) + " from element " + offset,
                    e);
        }
    }

    private Tensor tensor(String name, MemorySegment data) {
        Tensor tensor = new Tensor(name, name, dtype, shape, strides, data).meaning(meaning);
        if (!isNegated || !dtype.isFloating() || tensor.repeatsElements()) { // of which none is swept
            return tensor;
        }
        return tensor.then(new Step.Times(constant(-1, shape.length), Tensor.sharedByAll(shape)));
    }

    /// A number as a tensor of some axes, all of length 1.
    static Tensor constant(double value, int rank) {
        MemorySegment number = MemorySegment.ofArray(new double[] {value});
        return new Tensor("", "", DType.F64, Tensor.ones(rank), new long[rank], number);
    }

    private MemorySegment storage(String name, MappedFile file, Function<String, @Nullable MemorySegment> storages) {
        MemorySegment bytes = storages.apply(storage.key());
        if (bytes == null) {
            throw file.broken(
                    "has tensor " + name + " in the storage " + storage.key() + ", which the file does not have");
        }
        return storage.dtype().bits() == 0 ? bytes : storage.in(bytes, file);
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
