package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes files as `torch.save` did before PyTorch 1.6, or as no honest program would.
final class TorchLegacyWriter {

    /// LONG1 of ten bytes, and STOP.
    static final byte[] MAGIC = PickleWriter.start()
            .op(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
            .stop();

    private final PickleWriter keys = PickleWriter.start().op(']', '(');
    private final ByteArrayOutputStream storages = new ByteArrayOutputStream();
    private final byte[] object;
    private long version = 1001;

    /// @param object the pickle of what is saved
    TorchLegacyWriter(PickleWriter object) {
        this.object = object.stop();
    }

    TorchLegacyWriter version(long other) {
        version = other;
        return this;
    }

    /// @param elements how many there are said to be
    TorchLegacyWriter storage(String key, long elements, byte[] data) {
        keys.text(key);
        byte[] count = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(elements)
                .array();
        storages.writeBytes(count);
        storages.writeBytes(data);
        return this;
    }

    byte[] bytes() {
        byte[] system = PickleWriter.start()
                .op('}', '(')
                .text("protocol_version")
                .number(1001)
                .text("little_endian")
                .op(0x88)
                .text("type_sizes")
                .op('}', 'u')
                .stop();
        return Bytes.join(
                MAGIC,
                PickleWriter.start().number(version).stop(),
                system,
                object,
                keys.op('e').stop(),
                storages.toByteArray());
    }
}
