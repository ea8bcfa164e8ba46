package eigensweep.checkpoint.torch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.torch.Pickled.Nothing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The bytes of one pickle or several in a row, read from the start; never past their end.
final class PickleBytes {

    /// Of the names of classes and functions.
    static final int LONGEST_LINE = 1000;

    private static final ValueLayout.OfDouble DOUBLE = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MappedFile file;
    private final MemorySegment bytes;
    private final long most;
    private long at;
    private long instruction;

    /// @param most how many bytes are read of a file that is longer
    PickleBytes(MappedFile file, long most) {
        this.file = file;
        this.bytes = file.bytes();
        this.most = most;
    }

    /// How many bytes were read.
    long at() {
        return at;
    }

    /// Begins the next instruction.
    int opcode() {
        instruction = at;
        return u1();
    }

    int u1() {
        return bytes.get(JAVA_BYTE, take(1)) & 0xff;
    }

    int u2() {
        return file.u16(take(Short.BYTES));
    }

    long u4() {
        return file.u32(take(Integer.BYTES));
    }

    long u8() {
        return file.i64(take(Long.BYTES));
    }

    double f8() {
        return bytes.get(DOUBLE, take(Double.BYTES));
    }

    /// A little-endian integer of any length; what does not fit in `long` is no number that a tensor needs.
    Object integer(long length) {
        long from = take(length);
        if (length == 0 || length > Long.BYTES) {
            return length == 0 ? (Object) 0L : Nothing.OPAQUE;
        }
        long value = bytes.get(JAVA_BYTE, from + length - 1);
        for (long i = length - 2; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes.get(JAVA_BYTE, from + i) & 0xff);
        }
        return value;
    }

    String text(long length) {
        return file.text(take(length), (int) length);
    }

    Pickled.Bytes bytes(long length) {
        return new Pickled.Bytes(bytes.asSlice(take(length), length));
    }

    /// Text up to the end of the line.
    String line() {
        long from = at;
        while (u1() != '\n') {
            if (at - from > LONGEST_LINE) {
                throw broken("names a class by more than " + LONGEST_LINE + " characters");
            }
        }
        byte[] line = bytes.asSlice(from, at - 1 - from).toArray(JAVA_BYTE);
        return new String(line, StandardCharsets.UTF_8);
    }

    /// Moves on and returns where it was.
    long take(long length) {
        if (length < 0 || length > bytes.byteSize() - at) {
            throw broken("is cut off");
        }
        if (length > most - at) {
            throw broken("goes on beyond " + most + " bytes, tensors not counted; refused");
        }
        long from = at;
        at += length;
        return from;
    }

    /// Says where the trouble is.
    CheckpointException broken(String problem) {
        return file.broken("at byte " + instruction + " " + problem);
    }
}
