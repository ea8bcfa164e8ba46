package eigensweep.lab.images;

import eigensweep.data.DataException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Decodes a PNG, JPEG, BMP, GIF, TIFF or lossless WebP (its first picture) to red, green and blue, as PIL's
/// `convert("RGB")` does: transparency is dropped, grey is repeated, 16 bits lose the lower 8, colour profiles and the
/// orientation that a camera noted are passed over.
final class ImageFile {

    /// What is decoded, for people.
    static final String KINDS = "PNG, JPEG, BMP, GIF, TIFF or lossless WebP";

    /// What helps with what is not.
    static final String REMEDY = "convert to PNG";

    /// A file of more bytes is refused before it is read.
    private static final long MOST_BYTES = 1L << 28;

    /// A picture of more pixels is refused before it is decoded: a small file can claim any size.
    private static final long MOST_PIXELS = 1L << 26;

    private static final int MAXVAL = 255;

    private ImageFile() {}

    /// What a file in a folder is.
    ///
    /// @param kind its kind, or null if it is no image that is known
    /// @param several whether it holds several pictures
    record Found(@Nullable ImageKind kind, boolean several) {}

    /// Looks at the start of a file, and further where that does not tell.
    static Found look(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(ImageKind.START);
        }
        ImageKind kind = ImageKind.of(start, file.getFileName().toString());
        return switch (kind) {
            case GIF, TIFF -> new Found(kind, Pages.areSeveral(kind, bytes(file)));
            case WEBP -> {
                byte[] bytes = bytes(file);
                yield new Found(isLossy(bytes) ? ImageKind.LOSSY_WEBP : kind, Pages.areSeveral(kind, bytes));
            }
            case null -> new Found(null, false);
            default -> new Found(kind, Pages.areSeveral(kind, start));
        };
    }

    private static boolean isLossy(byte[] webp) {
        try {
            return WebP.of(webp).first() == null;
        } catch (IOException e) {
            return false;
        }
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
        ImageKind kind = ImageKind.of(bytes, file.getFileName().toString());
        if (kind == null) {
            throw new DataException(
                    file, bytes.length == 0 ? "is empty (0 bytes)" : "is no " + KINDS + ", whatever its name says");
        }
        try {
            if (kind == ImageKind.WEBP) {
                WebP webp = WebP.of(bytes);
                checkSize(file, (long) webp.width() * webp.height());
                kind = webp.first() == null ? ImageKind.LOSSY_WEBP : kind;
                bytes = Objects.requireNonNullElse(webp.first(), bytes);
            }
            if (!kind.isDecoded()) {
                throw new DataException(file, "is " + kind.words() + ", which is not decoded; " + REMEDY);
            }
            String problem = kind == ImageKind.TIFF ? TiffDirectory.of(bytes).problem(MOST_PIXELS) : null;
            if (problem != null) {
                throw new DataException(file, problem + ", which is not decoded; " + REMEDY);
            }
            return decoded(file, kind, bytes);
        } catch (IOException | RuntimeException e) {
            if (e instanceof DataException known) {
                throw known;
            }
            throw new DataException(file.toString(), "cannot be decoded: " + damage(e), e);
        }
    }

    /// Decoders meet damage with exceptions of every kind; those that are not of reading are their own words.
    private static String damage(Exception e) {
        String words = e instanceof IOException ? Objects.requireNonNullElse(e.getMessage(), "") : "";
        return words.isBlank() ? "it is damaged" : words.replaceFirst("[.!\\s]+$", "");
    }

    private static Image decoded(Path file, ImageKind kind, byte[] bytes) throws IOException {
        ImageReader reader = kind == ImageKind.WEBP
                ? WebP.reader()
                : ImageIO.getImageReadersByFormatName(kind.words()).next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            checkSize(file, (long) reader.getWidth(0) * reader.getHeight(0));
            return rgb(file, reader.read(0));
        } finally {
            reader.dispose();
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
        if (stored && picture.getColorModel().hasAlpha() && picture.isAlphaPremultiplied()) {
            byte[] alpha = new byte[shape.area()];
            copyBands(picture, shape, alpha, picture.getRaster().getNumBands() - 1);
            dividedBy(alpha, pixels);
        }
        return new Image(shape, MAXVAL, pixels);
    }

    /// Colours that were multiplied by their opacity, as they were: `min(255, 255 c / alpha)`, as PIL rounds it.
    private static void dividedBy(byte[] alpha, byte[] colours) {
        for (int i = 0; i < colours.length; i++) {
            int a = Byte.toUnsignedInt(alpha[i % alpha.length]);
            if (a > 0) {
                colours[i] = (byte) Math.min(255, 255 * Byte.toUnsignedInt(colours[i]) / a);
            }
        }
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
