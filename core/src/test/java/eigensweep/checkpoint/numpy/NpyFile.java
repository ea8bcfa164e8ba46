package eigensweep.checkpoint.numpy;

import eigensweep.checkpoint.file.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The bytes of `.npy` files, true and false ones: whatever the header says is written.
public final class NpyFile {

    private NpyFile() {}

    /// A file of version 1 in C order.
    public static byte[] of(String descr, String shape, byte[] data) {
        return of(1, header(descr, false, shape), data);
    }

    public static byte[] of(int version, String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        return withLength(version, text.length, text, data);
    }

    /// A file whose length field says what it is told to.
    static byte[] withLength(int version, int length, byte[] header, byte[] data) {
        ByteBuffer start = ByteBuffer.allocate(version == 1 ? 10 : 12).order(ByteOrder.LITTLE_ENDIAN);
        start.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        start.put((byte) version).put((byte) 0);
        if (version == 1) {
            start.putShort((short) length);
        } else {
            start.putInt(length);
        }
        return Bytes.join(start.array(), header, data);
    }

    public static String header(String descr, boolean fortran, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                + ", }\n";
    }
}
