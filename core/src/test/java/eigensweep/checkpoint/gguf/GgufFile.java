package eigensweep.checkpoint.gguf;

import eigensweep.checkpoint.file.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The bytes of `.gguf` files, true and false ones: what is said is written.
public final class GgufFile {

    public static final int F32 = 0;
    public static final int Q8_0 = 8;

    private static final int ALIGNMENT = 32;

    private final int version;
    private final Bin pairs = new Bin();
    private final Bin infos = new Bin();
    private final Bin data = new Bin();
    private long pairCount;
    private long tensorCount;

    public GgufFile() {
        this(3);
    }

    public GgufFile(int version) {
        this.version = version;
    }

    /// Little-endian numbers and texts, one after the other.
    public static final class Bin {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        public Bin u8(int value) {
            bytes.write(value);
            return this;
        }

        public Bin u32(long value) {
            return put(4, value);
        }

        public Bin u64(long value) {
            return put(8, value);
        }

        public Bin text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return u64(utf8.length).raw(utf8);
        }

        public Bin raw(byte[] raw) {
            bytes.writeBytes(raw);
            return this;
        }

        Bin pad(int to) {
            while (bytes.size() % to != 0) {
                bytes.write(0);
            }
            return this;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        private Bin put(int n, long value) {
            byte[] eight = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array();
            bytes.write(eight, 0, n);
            return this;
        }
    }

    /// A value of a type, written by whoever knows how.
    public GgufFile value(String key, int type, Consumer<Bin> value) {
        pairs.text(key).u32(type);
        value.accept(pairs);
        pairCount++;
        return this;
    }

    public GgufFile text(String key, String value) {
        return value(key, 8, out -> out.text(value));
    }

    public GgufFile u32(String key, long value) {
        return value(key, 4, out -> out.u32(value));
    }

    /// A tensor where the data goes on.
    ///
    /// @param shape outermost dimension first
    public GgufFile tensor(String name, int type, byte[] content, long... shape) {
        data.pad(ALIGNMENT);
        info(name, type, data.bytes.size(), shape);
        data.raw(content);
        return this;
    }

    /// A matrix or vector of float32 numbers.
    public GgufFile floats(String name, float[] values, long... shape) {
        return tensor(name, F32, Bytes.floats(values), shape);
    }

    /// What the header says of a tensor, true or not.
    public GgufFile info(String name, int type, long offset, long... shape) {
        infos.text(name).u32(shape.length);
        for (int d = shape.length - 1; d >= 0; d--) {
            infos.u64(shape[d]);
        }
        infos.u32(type).u64(offset);
        tensorCount++;
        return this;
    }

    public byte[] bytes() {
        return bytes(tensorCount, pairCount);
    }

    /// A file that claims so many tensors and pairs.
    byte[] bytes(long tensors, long keys) {
        return new Bin()
                .raw("GGUF".getBytes(StandardCharsets.US_ASCII))
                .u32(version)
                .u64(tensors)
                .u64(keys)
                .raw(pairs.bytes())
                .raw(infos.bytes())
                .pad(ALIGNMENT)
                .raw(data.bytes())
                .bytes();
    }
}
