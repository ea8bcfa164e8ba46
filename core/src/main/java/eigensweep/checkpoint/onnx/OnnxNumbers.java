package eigensweep.checkpoint.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import com.google.protobuf.CodedInputStream;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.SegmentStream;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Numbers in ONNX's typed fields `int32_data`, `int64_data` and `uint64_data`: varints, of whole numbers or of the
/// bit patterns of floats of at most 16 bits. Of elements of 4 bits two share a number.
final class OnnxNumbers {

    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt BITS32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong BITS64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// No tensor has more dimensions.
    private static final int LONGEST_SHAPE = 64;

    /// What all numbers may take besides twice the file; those that people have in varints take less than in the file.
    private static final long MOST_BYTES = 16 << 20;

    private final MappedFile file;
    private final Arena arena;
    private long taken;

    OnnxNumbers(MappedFile file, Arena arena) {
        this.file = file;
        this.arena = arena;
    }

    /// The elements of a constant that is a shape, or axes; null if it is none.
    static long @Nullable [] shape(Tensor tensor) {
        DType dtype = tensor.dtype();
        boolean isInteger = dtype == DType.I64 || dtype == DType.I32;
        if (!isInteger || tensor.rank() > 1 || tensor.count() > LONGEST_SHAPE || !tensor.isStored()) {
            return null;
        }
        long[] elements = new long[(int) tensor.count()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = dtype == DType.I64
                    ? tensor.data().get(BITS64, 8L * i)
                    : tensor.data().get(BITS32, 4L * i);
        }
        return elements;
    }

    /// What varints hold, as it would be stored raw.
    ///
    /// @param tensor its name, for people
    /// @param bytes how many bytes that takes
    MemorySegment unpacked(String tensor, MemorySegment varints, DType dtype, long bytes) throws IOException {
        int width = dtype.hasOwnBytes() ? dtype.bytes() : 1;
        if (dtype.isFloating() && width > 2 || bytes > width * varints.byteSize()) {
            throw file.broken("tensor " + tensor + ": " + bytes + " bytes of " + dtype + " cannot be in the "
                    + varints.byteSize() + " bytes of numbers it has");
        }
        taken += bytes;
        if (taken > 2 * file.size() + MOST_BYTES) {
            throw file.broken("tensor " + tensor + ": its numbers, and those before it, take more than twice the file");
        }
        MemorySegment raw = arena.allocate(Math.max(1, bytes), width);
        CodedInputStream in = CodedInputStream.newInstance(new SegmentStream(varints));
        long at = 0;
        for (; !in.isAtEnd() && at < bytes; at += width) {
            long number = in.readRawVarint64();
            switch (width) {
                case 1 -> raw.set(JAVA_BYTE, at, (byte) number);
                case 2 -> raw.set(BITS16, at, (short) number);
                case 4 -> raw.set(BITS32, at, (int) number);
                default -> raw.set(BITS64, at, number);
            }
        }
        if (at != bytes || !in.isAtEnd()) {
            throw file.broken("tensor " + tensor + " has another count of numbers than its shape, " + bytes / width);
        }
        return raw.asSlice(0, bytes);
    }
}
