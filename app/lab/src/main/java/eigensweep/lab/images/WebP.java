package eigensweep.lab.images;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/// A WebP file, taken apart. Its first picture is decoded if it is lossless (VP8L), by a decoder that is given nothing
/// else, no profiles and no metadata. Lossy ones are not: on images of ours the decoder there is in Java erred by up to
/// 177 of 255.
///
/// @param first a WebP file of the first picture alone, or null if that is lossy
/// @param width of the first picture
/// @param height of the first picture
/// @param several whether there are more pictures
record WebP(byte @Nullable [] first, int width, int height, boolean several) {

    private static final int HEADER = 12;
    private static final int CHUNK = 8;
    private static final int FRAME = 16;
    private static final int EXTENDED = 10;
    private static final int LOSSLESS = 5;

    /// Takes a file apart.
    ///
    /// @throws IOException if it is cut off, or its first picture is a part of what the file shows
    static WebP of(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        WebP found = null;
        int canvas = -1;
        long at = HEADER;
        while (at + CHUNK <= file.length) {
            String name = new String(file, (int) at, 4, StandardCharsets.US_ASCII);
            long size = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
            int data = (int) at + CHUNK;
            if (name.equals("VP8X") && data + EXTENDED <= file.length) {
                canvas = data + 4;
            } else if (name.equals("VP8L") || name.equals("VP8 ")) {
                if (found != null) {
                    return new WebP(found.first(), found.width(), found.height(), true);
                }
                found = name.equals("VP8L") ? lossless(bytes, data, size) : new WebP(null, 0, 0, false);
            }
            // The chunks of a frame follow its header.
            at = name.equals("ANMF") ? data + FRAME : data + size + (size & 1);
        }
        if (found == null) {
            throw new IOException("it holds no picture");
        }
        if (canvas >= 0
                && found.first() != null
                && (found.width() != 1 + int24(bytes, canvas) || found.height() != 1 + int24(bytes, canvas + 3))) {
            throw new IOException("its first picture is smaller than the whole");
        }
        return found;
    }

    private static WebP lossless(ByteBuffer file, int data, long size) throws IOException {
        if (size < LOSSLESS || data + size > file.capacity()) {
            throw new IOException("it is cut off");
        }
        int length = (int) size;
        int padded = length + (length & 1);
        ByteBuffer alone = ByteBuffer.allocate(HEADER + CHUNK + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(4 + CHUNK + padded)
                .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .put(file.array(), data, length);
        int sides = file.getInt(data + 1);
        return new WebP(alone.array(), 1 + (sides & 0x3fff), 1 + (sides >> 14 & 0x3fff), false);
    }

    private static int int24(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff | (bytes.get(at + 2) & 0xff) << 16;
    }

    /// What decodes [#first].
    static ImageReader reader() throws IOException {
        return new WebPImageReaderSpi().createReaderInstance(null);
    }
}
