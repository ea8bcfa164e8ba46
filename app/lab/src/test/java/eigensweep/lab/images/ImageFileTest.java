package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pixels are those of Pillow 13.0.0's `convert("RGB")` (recorded by scripts/references/embeddings.py).
class ImageFileTest {

    @TempDir
    private Path folder;

    /// Lossless formats are the same; JPEG decoders differ by how they round and smooth colour.
    @ParameterizedTest
    @CsvSource({
        "palette.gif, 0",
        "alpha.png, 0",
        "grey16.png, 0",
        "black.png, 0",
        "grey.jpg, 1",
        "rgb.jpg, 6",
        "cmyk.jpg, 2",
        "cmyk.tif, 0"
    })
    void pixelsAreThoseOfPil(String name, int largestDifference) {
        Image recorded = Recorded.image(name + ".npy");
        Image ours = ImageFile.read(Recorded.file("image/" + name));
        assertThat(ours.shape()).isEqualTo(recorded.shape());
        int largest = 0;
        for (int i = 0; i < recorded.pixels().length; i++) {
            int difference = Byte.toUnsignedInt(ours.pixels()[i]) - Byte.toUnsignedInt(recorded.pixels()[i]);
            largest = Math.max(largest, Math.abs(difference));
        }
        assertThat(largest).isLessThanOrEqualTo(largestDifference);
    }

    @Test
    void aGreyImageIsNotBrightened() {
        assertThat(ImageFile.read(Recorded.file("image/grey.png")).pixels())
                .isEqualTo(Recorded.image("luma.npy").rgb().pixels());
    }

    /// Of several pictures the first; saved losslessly by Pillow 13.0.0.
    @ParameterizedTest
    @ValueSource(strings = {"rgb.bmp", "rgb.tif", "alpha.tif", "pages.tif", "rgb.webp", "alpha.webp", "animated.webp"})
    void everyLosslessKindHoldsWhatThePngHolds(String name) {
        assertThat(ImageFile.read(Recorded.file("image/" + name)).pixels())
                .isEqualTo(ImageFile.read(Recorded.file("image/rgb.png")).pixels());
    }

    @Test
    void aLossyWebPIsRefusedByName() {
        Path file = Recorded.file("image/lossy.webp");
        assertThatThrownBy(() -> ImageFile.read(file))
                .hasMessage(file + ": is lossy WebP, which is not decoded; convert to PNG");
    }

    /// TIFF 6.0: tag 262 tells the colours, 8 is CIE L*a*b*; tag 258 has the bits of a sample.
    @Test
    void tiffsOfOtherSamplesAreRefusedByName() throws IOException {
        assertThatThrownBy(() -> ImageFile.read(changed(262, (short) 8)))
                .hasMessageEndingWith("holds CIE L*a*b* colours, which is not decoded; convert to PNG");
        assertThatThrownBy(() -> ImageFile.read(changed(277, (short) 9)))
                .hasMessageContaining("has more than 5 samples a pixel");
        assertThatThrownBy(() -> ImageFile.read(changed(279, (short) 32000))).hasMessageContaining("is cut off");
    }

    /// A TIFF with another value under a tag.
    private Path changed(int tag, short value) throws IOException {
        byte[] tiff = Files.readAllBytes(Recorded.file("image/rgb.tif"));
        ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.getInt(4);
        for (int i = 0; i < bytes.getShort(directory); i++) {
            int entry = directory + 2 + 12 * i;
            if (bytes.getShort(entry) == tag) {
                bytes.putInt(entry + 4, 1).putInt(entry + 8, value);
            }
        }
        return Files.write(folder.resolve("changed.tif"), tiff);
    }

    @Test
    void aSmallWebPThatClaimsManyPixelsIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] webp = Files.readAllBytes(Recorded.file("image/rgb.webp"));
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0fffffff); // 16384 x 16384
        Path file = Files.write(folder.resolve("bomb.webp"), webp);
        assertThatThrownBy(() -> ImageFile.read(file))
                .hasMessage(file + ": claims 268435456 pixels; at most 67108864 are decoded");
    }

    @Test
    void aTextWithTheNameOfAnImageIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("note.png"), "not a picture");
        assertThatThrownBy(() -> ImageFile.read(file))
                .hasMessage(file + ": is no PNG, JPEG, BMP, GIF, TIFF or lossless WebP, whatever its name says");
    }

    @Test
    void aSmallFileThatClaimsManyPixelsIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] png = Files.readAllBytes(Images.png(folder.resolve("bomb.png"), 4, 4, 1));
        ByteBuffer bytes = ByteBuffer.wrap(png);
        bytes.putInt(16, 100_000).putInt(20, 100_000); // Width and height of the header ...
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        bytes.putInt(29, (int) crc.getValue()); // ... and its checksum.
        Path file = Files.write(folder.resolve("bomb.png"), png);
        assertThatThrownBy(() -> ImageFile.read(file))
                .hasMessage(file + ": claims 10000000000 pixels; at most 67108864 are decoded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "rgb.jpg", "rgb.bmp", "palette.gif", "rgb.tif", "alpha.tif", "rgb.webp"})
    @Timeout(60)
    void whateverHappenedToAFileItIsDecodedOrRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Recorded.file("image/" + name));
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] mutant = i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int flips = 4; flips > 0 && mutant.length > 0; flips--) {
                mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Path file = Files.write(folder.resolve(name), mutant);
            try {
                assertThat(ImageFile.read(file).shape().channels()).isEqualTo(3);
            } catch (DataException e) {
                assertThat(e)
                        .hasMessageStartingWith(file.toString())
                        .message()
                        .doesNotContain("\n", "java.", "Exception", "null");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
