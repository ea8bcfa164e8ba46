package eigensweep.lab.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Files that hold several pictures: animations, and documents of several pages. Of these the first is read.
final class Pages {

    private static final int GIF_HEADER = 13;
    private static final int GIF_IMAGE = 10;
    private static final int PNG_HEADER = 8;

    private Pages() {}

    /// Whether a file holds several pictures. One that is broken may hold any number.
    static boolean areSeveral(ImageKind kind, byte[] file) {
        try {
            return switch (kind) {
                case GIF -> ofGif(file);
                case TIFF -> TiffDirectory.of(file).isFollowed();
                case PNG -> ofPng(file);
                case WEBP -> WebP.of(file).several();
                default -> false;
            };
        } catch (IOException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static boolean ofGif(byte[] file) {
        int at = GIF_HEADER + colours(file[10]);
        for (int images = 0; at < file.length; ) {
            switch (file[at]) {
                case 0x2c -> {
                    if (++images > 1) {
                        return true;
                    }
                    at += GIF_IMAGE + colours(file[at + 9]) + 1;
                }
                case 0x21 -> at += 2;
                default -> {
                    return false;
                }
            }
            while (file[at] != 0) {
                at += 1 + Byte.toUnsignedInt(file[at]);
            }
            at++;
        }
        return false;
    }

    /// Bytes of the table of colours that a GIF's flags announce.
    private static int colours(byte flags) {
        return flags < 0 ? 3 << ((flags & 7) + 1) : 0;
    }

    private static boolean ofPng(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        for (long at = PNG_HEADER; at + 8 <= file.length; at += 12 + Integer.toUnsignedLong(bytes.getInt((int) at))) {
            String chunk = new String(file, (int) at + 4, 4, StandardCharsets.US_ASCII);
            if (chunk.equals("acTL")) {
                return bytes.getInt((int) at + 8) > 1;
            }
            if (chunk.equals("IDAT")) {
                return false;
            }
        }
        return false;
    }
}
