package eigensweep.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes a PNG, JPEG, BMP or GIF (its first picture) to red, green and blue, as PIL's `convert("RGB")` does:
/// transparency is dropped, grey is repeated, 16 bits lose the lower 8, colour profiles and the orientation that a
/// camera noted are passed over.
final class ImageFile {

    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "gif");

    /// A file of more bytes is refused before it is read.
    private static final long MOST_BYTES = 1L << 28;

    /// A picture of more pixels is refused before it is decoded: a small file can claim any size.
    private static final long MOST_PIXELS = 1L << 26;

    private static final int MAXVAL = 255;

    private ImageFile() {}

    /// Whether a file's name is that of an image.
    static boolean isNamedSo(String name) {
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /// Whether this is how an image starts.
    static boolean looksLike(byte[] start) {
        return startsWith(start, 0x89, 'P', 'N', 'G')
                || startsWith(start, 0xff, 0xd8, 0xff)
                || startsWith(start, 'G', 'I', 'F', '8')
                || startsWith(start, 'B', 'M');
    }

    private static boolean startsWith(byte[] start, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= start.length || Byte.toUnsignedInt(start[i]) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /// The bytes of a file.
    static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new DataException(file, "takes " + Files.size(file) + " bytes, more than any image should");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    /// Decodes a file.
    ///
    /// @throws DataException if it is broken
    static Image read(Path file) {
        byte[] bytes = bytes(file);
        if (!looksLike(bytes)) {
            throw new DataException(
                    file,
                    bytes.length == 0 ? "is empty (0 bytes)" : "is no PNG, JPEG, BMP or GIF, whatever its name says");
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file, "is of a kind this JDK has no decoder for");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                checkSize(file, (long) reader.getWidth(0) * reader.getHeight(0));
                return rgb(file, reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof DataException known) {
                throw known;
            }
            // Decoders meet damage with exceptions of every kind.
            throw new DataException(
                    file.toString(),
                    "cannot be decoded: " + Objects.requireNonNullElse(e.getMessage(), e.toString()),
                    e);
        }
    }

    private static void checkSize(Path file, long pixels) {
        if (pixels > MOST_PIXELS) {
            throw new DataException(file, "claims " + pixels + " pixels; at most " + MOST_PIXELS + " are decoded");
        }
    }

    private static Image rgb(Path file, BufferedImage picture) {
        ImageShape shape = new ImageShape(3, picture.getHeight(), picture.getWidth());
        checkSize(file, shape.area());
        byte[] pixels = new byte[shape.size()];
        // As stored where that is possible: Java's own conversion takes grey for linear light, and brightens it.
        boolean stored = picture.getColorModel() instanceof ComponentColorModel model
                && model.getTransferType() <= DataBuffer.TYPE_USHORT;
        int space = picture.getColorModel().getColorSpace().getType();
        if (stored && space == ColorSpace.TYPE_RGB) {
            copyBands(picture, shape, pixels, 0, 1, 2);
        } else if (stored && space == ColorSpace.TYPE_GRAY) {
            copyBands(picture, shape, pixels, 0, 0, 0);
        } else if (stored && space == ColorSpace.TYPE_CMYK) {
            byte[] black = new byte[shape.area()];
            copyBands(picture, shape, pixels, 0, 1, 2);
            copyBands(picture, shape, black, 3);
            printOnWhite(pixels, black);
        } else {
            copyColours(picture, shape, pixels);
        }
        return new Image(shape, MAXVAL, pixels);
    }

    private static void copyColours(BufferedImage picture, ImageShape shape, byte[] pixels) {
        int[] row = new int[shape.width()];
        for (int y = 0; y < shape.height(); y++) {
            picture.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int channel = 0; channel < 3; channel++) {
                int to = (channel * shape.height() + y) * row.length;
                for (int x = 0; x < row.length; x++) {
                    pixels[to + x] = (byte) (row[x] >> (16 - 8 * channel));
                }
            }
        }
    }

    private static void copyBands(BufferedImage picture, ImageShape shape, byte[] pixels, int... bands) {
        Raster raster = picture.getRaster();
        int[] depth = picture.getColorModel().getComponentSize();
        int[] row = new int[shape.width()];
        int to = 0;
        for (int band : bands) {
            for (int y = 0; y < shape.height(); y++) {
                raster.getSamples(0, y, row.length, 1, band, row);
                for (int sample : row) {
                    pixels[to++] = (byte) to8Bits(sample, depth[band]);
                }
            }
        }
    }

    private static int to8Bits(int sample, int depth) {
        return depth >= 8 ? sample >> (depth - 8) : sample * 255 / ((1 << depth) - 1);
    }

    /// Cyan, magenta and yellow to red, green and blue: `(255 - ink) (255 - black) / 255`, as PIL rounds it.
    private static void printOnWhite(byte[] inks, byte[] black) {
        for (int i = 0; i < inks.length; i++) {
            int light = 255 - Byte.toUnsignedInt(black[i % black.length]);
            int scaled = Byte.toUnsignedInt(inks[i]) * light + 128;
            inks[i] = (byte) (light - (((scaled >> 8) + scaled) >> 8));
        }
    }
}
