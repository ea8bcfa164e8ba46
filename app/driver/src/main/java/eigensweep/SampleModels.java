package eigensweep;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// Models of one matrix, in several formats, for the [Rehearsal].
final class SampleModels {

    private static final int ROWS = 48;
    private static final int COLUMNS = 32;
    private static final String MODULE = "encoder.layer.0.attention.self.query";

    private SampleModels() {}

    /// The matrix and a bias.
    ///
    /// @param seed of the elements
    static byte[] safetensors(long seed) {
        int end = Float.BYTES * ROWS * COLUMNS;
        String header = ("{'" + MODULE + ".weight':{'dtype':'F32','shape':[" + ROWS + "," + COLUMNS
                        + "],'data_offsets':[0," + end + "]},'" + MODULE + ".bias':{'dtype':'F32','shape':[" + ROWS
                        + "],'data_offsets':[" + end + "," + (end + Float.BYTES * ROWS) + "]}}")
                .replace('\'', '"');
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return joined(
                length.putLong(header.length()).array(),
                bytes(header),
                floats(ROWS * COLUMNS, seed),
                floats(ROWS, seed));
    }

    /// The matrix alone.
    static byte[] numpy() {
        String head = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + ROWS + ", " + COLUMNS + "), }";
        return joined(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) (head.length() + 1), 0},
                bytes(head + "\n"),
                floats(ROWS * COLUMNS, 0));
    }

    /// The matrix as a dense layer; field numbers are those of `onnx.proto`.
    static byte[] onnx() {
        byte[] node = joined(
                field(1, bytes("x")),
                field(1, bytes("w")),
                field(2, bytes("y")),
                field(3, bytes("/" + MODULE.replace('.', '/') + "/MatMul")),
                field(4, bytes("MatMul")));
        byte[] weight = joined(
                field(1, new byte[] {ROWS, COLUMNS}),
                new byte[] {2 << 3, 1}, // data_type: FLOAT
                field(8, bytes("w")),
                field(9, floats(ROWS * COLUMNS, 0)));
        byte[] irVersion = {1 << 3, 8};
        byte[] opset = field(8, new byte[] {2 << 3, 17});
        return joined(irVersion, field(7, joined(field(1, node), field(5, weight))), opset);
    }

    /// A field of a protocol buffer that has a length.
    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream length = new ByteArrayOutputStream();
        int rest = content.length;
        for (; rest > 0x7f; rest >>>= 7) {
            length.write(rest | 0x80);
        }
        length.write(rest);
        return joined(new byte[] {(byte) (number << 3 | 2)}, length.toByteArray(), content);
    }

    private static byte[] floats(int count, long seed) {
        ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        new SplittableRandom(seed).doubles(count, -1, 1).forEach(value -> buffer.putFloat((float) value));
        return buffer.array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
