package eigensweep.checkpoint.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The numbers in an ONNX `AttributeProto`, as its fields are met: axes and shapes, or the value of a constant node.
final class OnnxAttribute {

    /// Axes and shapes have no more numbers.
    private static final int MOST_INTEGERS = 64;

    /// The value of a constant; longer ones are kept as tensors.
    private static final int MOST_NUMBERS = 1 << 22;

    private final MappedFile file;
    private final boolean isConstant;
    private long[] numbers = new long[4];
    private int count;

    /// @param isConstant whether it may be the value of a constant node
    OnnxAttribute(MappedFile file, boolean isConstant) {
        this.file = file;
        this.isConstant = isConstant;
    }

    void field(CodedInputStream in, int tag) throws IOException {
        switch (WireFormat.getTagFieldNumber(tag)) {
            case 2, 7 -> Onnx.floats(in, tag, this::add); // f, floats
            case 3, 8 -> Onnx.integers(in, tag, this::add); // i, ints
            default -> in.skipField(tag);
        }
    }

    private void add(long number) {
        if (count >= MOST_INTEGERS && !isConstant) {
            return;
        }
        if (count == MOST_NUMBERS) {
            throw file.broken("has a constant of more than " + MOST_NUMBERS + " numbers that is no tensor; refused");
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = number;
    }

    long[] integers() {
        return Arrays.copyOf(numbers, count);
    }

    /// The value of a constant node.
    ///
    /// @param attribute `value_float`, `value_ints` and their like
    Tensor tensor(String attribute) {
        long[] shape = attribute.endsWith("s") ? new long[] {count} : new long[0];
        if (attribute.startsWith("value_float")) {
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
            Arrays.stream(integers()).forEach(bits -> bytes.putInt((int) bits));
            return tensor(DType.F32, shape, MemorySegment.ofArray(bytes.array()));
        }
        if (attribute.startsWith("value_int")) {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
            Arrays.stream(integers()).forEach(bytes::putLong);
            return tensor(DType.I64, shape, MemorySegment.ofArray(bytes.array()));
        }
        return tensor(DType.STRING, new long[0], MemorySegment.NULL);
    }

    private Tensor tensor(DType dtype, long[] shape, MemorySegment data) {
        if (dtype != DType.STRING && Tensor.count(shape) != count) {
            throw file.broken("has a constant node of one number that holds " + count);
        }
        return Tensor.of("", dtype, shape, data).meaning(Meaning.OUT_FIRST);
    }
}
