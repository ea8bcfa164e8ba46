package eigensweep.checkpoint.safetensors;

import eigensweep.checkpoint.file.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The bytes of `.safetensors` files, true and false ones: whatever the header says is written.
public final class SafetensorsFile {

    private SafetensorsFile() {}

    /// A file of these header entries (see [#entry]) and data.
    public static byte[] of(byte[] data, String... entries) {
        return withHeader("{" + String.join(",", entries) + "}", data);
    }

    /// A file of one tensor `w`: a row-major matrix of float32.
    public static byte[] matrix(int rows, int columns, float... values) {
        byte[] data = Bytes.floats(values);
        return of(data, entry("w", "F32", "[" + rows + "," + columns + "]", 0, data.length));
    }

    public static String entry(String name, String dtype, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }

    public static byte[] withHeader(String header, byte[] data) {
        return withHeader(header.getBytes(StandardCharsets.UTF_8), data);
    }

    static byte[] withHeader(byte[] header, byte[] data) {
        return withLength(header.length, header, data);
    }

    /// A file whose length field says what it is told to.
    static byte[] withLength(long length, byte[] header, byte[] data) {
        byte[] prefix = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        return Bytes.join(prefix, header, data);
    }
}
