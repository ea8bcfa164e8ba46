package eigensweep.checkpoint.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes pickles instruction by instruction, as `torch.save` would or as no honest program would.
public final class PickleWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// A pickle of protocol 2.
    public static PickleWriter start() {
        return new PickleWriter().op(0x80, 2);
    }

    public PickleWriter op(int... codes) {
        for (int code : codes) {
            bytes.write(code);
        }
        return this;
    }

    PickleWriter ascii(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleWriter u4(long number) {
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) number)
                .array());
        return this;
    }

    PickleWriter u8(long number) {
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array());
        return this;
    }

    public PickleWriter global(String module, String name) {
        return op('c').ascii(module + "\n" + name + "\n");
    }

    public PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X').u4(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    /// LONG1 of eight bytes.
    PickleWriter number(long number) {
        return op(0x8a, 8).u8(number);
    }

    PickleWriter tuple(long... numbers) {
        op('(');
        for (long number : numbers) {
            number(number);
        }
        return op('t');
    }

    /// A storage by its key.
    PickleWriter storage(String type, String key, long elements) {
        op('(').text("storage")
                .global("torch", type + "Storage")
                .text(key)
                .text("cpu")
                .number(elements);
        return op('t', 'Q');
    }

    /// A call of `_rebuild_tensor_v2`.
    PickleWriter tensor(String type, String key, long elements, long offset, long[] shape, long... strides) {
        global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(type, key, elements)
                .number(offset);
        tuple(shape).tuple(strides).op(0x89);
        return global("collections", "OrderedDict").op(')', 'R', 't', 'R');
    }

    /// A float32 matrix that is the whole storage.
    public PickleWriter matrix(String key, long rows, long columns) {
        return tensor("Float", key, rows * columns, 0, new long[] {rows, columns}, columns, 1);
    }

    public byte[] stop() {
        return op('.').bytes.toByteArray();
    }
}
