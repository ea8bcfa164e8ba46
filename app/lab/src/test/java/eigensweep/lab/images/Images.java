package eigensweep.lab.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/// Small image files and data sets that a test makes for itself.
public final class Images {

    private Images() {}

    /// A PNG of random pixels.
    public static Path png(Path file, int height, int width, long seed) {
        try {
            Files.createDirectories(file.getParent());
            BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            SplittableRandom random = new SplittableRandom(seed);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    picture.setRGB(x, y, random.nextInt(1 << 24));
                }
            }
            if (!ImageIO.write(picture, "png", file.toFile())) {
                throw new IllegalStateException("this JDK writes no PNG");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Records of CIFAR's binary format; pixel `k` of image `i` is `(7 i + k) mod 256`, the label `i mod classes`.
    static byte[] cifar(int labelBytes, int classes, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * (labelBytes + 3072));
        for (int i = 0; i < count; i++) {
            for (int label = 0; label < labelBytes; label++) {
                bytes.put((byte) (label == labelBytes - 1 ? i % classes : 0));
            }
            for (int k = 0; k < 3072; k++) {
                bytes.put((byte) (7 * i + k));
            }
        }
        return bytes.array();
    }

    /// An IDX file of unsigned bytes, element `i` of which is `i mod 10`.
    static byte[] idx(int... dimensions) {
        int size = 1;
        for (int dimension : dimensions) {
            size *= dimension;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + size);
        bytes.put(new byte[] {0, 0, 8, (byte) dimensions.length});
        for (int dimension : dimensions) {
            bytes.putInt(dimension);
        }
        for (int i = 0; i < size; i++) {
            bytes.put((byte) (i % 10));
        }
        return bytes.array();
    }
}
